"""Ctrl-C in long work: exit status 130, and what the message promises about going on is true."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.cli.table import COMMANDS
from tests.processes import interrupted_when


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("repositories")
    words = ("--commits", "120", "--language", "python", "rust")
    assert main(["demo-repositories", "--out", str(out), *words]) == 0
    return out


@pytest.fixture(scope="module")
def dataset(repositories: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("mined") / "data"
    assert main([*mining(repositories), "--out", str(out)]) == 0
    return out


def mining(repositories: Path) -> list[str]:
    sources = [str(repositories / name) for name in ("python", "rust")]
    return ["mine", *sources, "--name", "interrupted", "--set", "mechanical_share=0.8"]


def promised(command: str) -> str:
    return f"codeedit: {command} was interrupted. {COMMANDS[command].after_interrupt}\n"


def test_mining_goes_on_and_gives_the_same_data_set(repositories: Path, dataset: Path, tmp_path: Path) -> None:
    words = [*mining(repositories), "--out", "data"]
    out = tmp_path / "data"
    said = interrupted_when(lambda: any(out.rglob("*.parquet")), *words, cwd=tmp_path)
    assert said.endswith(promised("mine"))
    assert not (out / "manifest.json").exists()
    assert main([*mining(repositories), "--out", str(out)]) == 0
    hashes = [json.loads((place / "manifest.json").read_text())["content_hash"] for place in (out, dataset)]
    assert hashes[0] == hashes[1]


@pytest.fixture(scope="module")
def duration(repositories: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    began = time.monotonic()
    assert main([*mining(repositories), "--out", str(tmp_path_factory.mktemp("timed") / "data")]) == 0
    return time.monotonic() - began


@pytest.mark.parametrize("sixth", range(1, 6))
def test_at_any_moment_mining_ends_with_its_promise_alone(
    repositories: Path, tmp_path: Path, duration: float, sixth: int
) -> None:
    out = tmp_path / "data"
    moment = time.monotonic() + duration * sixth / 6

    def begun() -> bool:
        return out.exists() and time.monotonic() > moment

    said = interrupted_when(begun, *mining(repositories), "--out", out, "-q", cwd=tmp_path)
    assert said == promised("mine")


def test_an_evaluation_keeps_its_answers_and_asks_for_the_others(dataset: Path, tmp_path: Path) -> None:
    words = ["evaluate", "--dataset", str(dataset), "--model", "tiny", "--max-tokens", "16", "--split", "train"]
    run = tmp_path / "run"
    kept = run / "predictions.jsonl"
    options = ("--no-cache", "--option", "batch_size=2", "--out", str(run))
    said = interrupted_when(lambda: kept.exists() and kept.stat().st_size > 0, *words, *options, cwd=tmp_path)
    assert said.endswith(promised("evaluate"))
    before = kept.read_bytes().rpartition(b"\n")[0]
    assert main([*words, *options]) == 0
    after = kept.read_bytes()
    assert set(before.splitlines()) <= set(after.splitlines()), "no answer is asked for twice"
    tasks = json.loads((dataset / "manifest.json").read_text())["splits"]["train"]
    assert len(before.splitlines()) < len(after.splitlines()) == tasks


def test_training_goes_on_from_its_last_checkpoint(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model"
    settings = ("steps=20", "save_steps=2", "eval_tasks=0", "seconds=0")
    words = ["train", "--recipe", "tiny_sft", "--dataset", str(dataset), "--model", "tiny", "--out", str(out)]
    words += [word for setting in settings for word in ("--set", setting)]
    said = interrupted_when(lambda: any(out.glob("checkpoint-*/trainer_state.json")), *words, cwd=tmp_path)
    assert said.endswith(promised("train"))
    capsys.readouterr()
    assert main([*words, "--resume"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["steps"] == 20
