"""`--engine ray`: shards on a real local cluster give the run that was never split."""

from __future__ import annotations

import dataclasses
import importlib.util
import pickle
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import install_command
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.evaluation import Evaluation, evaluate
from evaluators.ray_engine import shard_folders, shards_of
from evaluators.rescoring import merge
from evaluators.running import Plan

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the ray extra is not installed")


@needs_ray
@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # Ray's own
def test_a_run_on_ray_is_the_run_without_it(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["evaluate", str(dataset), "--backend", "replay", "--workers", "1"]
    assert main([*call, "--out", str(tmp_path / "local")]) == 0
    assert main([*call, "--out", str(tmp_path / "ray"), "--engine", "ray", "--shards", "3"]) == 0
    for name in ("scores.parquet", "manifest.json", "prompts.jsonl"):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    assert (
        main([*call, "--out", str(tmp_path / "bad"), "--engine", "ray", "--shards", "2", "--format", "chat"]) == 2
    )
    assert "answers in the format 'region' alone" in capsys.readouterr().err


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="the ray extra is installed")
def test_without_ray_the_remedy_is_named(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["evaluate", str(dataset), "--backend", "copy", "--engine", "ray", "--out", str(tmp_path / "run")]
    assert main(call) == 2
    assert install_command("ray") in capsys.readouterr().err


def test_a_shard_is_the_same_evaluation_of_a_part_in_a_folder_of_its_own(dataset: Path, tmp_path: Path) -> None:
    whole = Evaluation(Plan(dataset, tmp_path / "run", limit=5, seed=3), "replay", {}, workers=2)
    parts = shards_of(whole, 2)
    assert [part.plan.shard for part in parts] == ["1/2", "2/2"]
    assert [part.plan.out for part in parts] == shard_folders(tmp_path / "run", 2)
    back = [
        dataclasses.replace(part, plan=dataclasses.replace(part.plan, shard="", out=whole.plan.out))
        for part in parts
    ]
    assert back == [whole, whole]


def test_shards_are_data_that_another_machine_can_carry_out(dataset: Path, tmp_path: Path) -> None:
    """The shards go through pickle as Ray sends them; merged, they give the run that was never split."""
    whole = Evaluation(Plan(dataset, tmp_path / "whole"), "replay")
    parts = [pickle.loads(pickle.dumps(part)) for part in shards_of(whole, 3)]
    for part in parts:
        evaluate(part)
    merged = merge([part.plan.out for part in parts], tmp_path / "merged", open_dataset(dataset))
    assert merged.path.joinpath("scores.parquet").read_bytes() == (
        evaluate(whole).path.joinpath("scores.parquet").read_bytes()
    )


def test_shards_of_shards_are_refused(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["evaluate", str(dataset), "--backend", "copy", "--out", str(tmp_path / "run")]
    assert main([*call, "--engine", "ray", "--shard", "1/2"]) == 2
    assert "makes the shards itself" in capsys.readouterr().err
