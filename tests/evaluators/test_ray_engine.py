"""`--engine ray`: shards on a real local cluster give the run that was never split."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.cli.evaluation.evaluate import without

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
    assert "pip install 'codeedit-bench[ray]'" in capsys.readouterr().err


def test_a_shard_s_call_is_the_user_s_without_the_engine_s_options() -> None:
    given = ["data", "--engine", "ray", "--out=run", "--shards=3", "--limit", "5", "--out", "other"]
    assert without(given, {"--engine": 1, "--shards": 1, "--out": 1}) == ["data", "--limit", "5"]


def test_shards_of_shards_are_refused(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["evaluate", str(dataset), "--backend", "copy", "--out", str(tmp_path / "run")]
    assert main([*call, "--engine", "ray", "--shard", "1/2"]) == 2
    assert "makes the shards itself" in capsys.readouterr().err
