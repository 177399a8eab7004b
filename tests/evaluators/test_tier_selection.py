"""A run of one tier: from the command line through the manifest to the score and the groups of a summary."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from tests.tasks import make_dataset, make_task


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    tasks = [
        replace(make_task(path=f"{tier}{n}.py"), tier=tier, split="test")
        for tier, count in (("core", 3), ("hard", 2))
        for n in range(count)
    ]
    return make_dataset(tmp_path / "data", tasks)


def test_one_tier_alone_is_asked_scored_again_and_told_in_the_manifest(dataset: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    command = ["evaluate", "--dataset", str(dataset), "--backend", "copy", "--out", str(run), "--no-cache"]
    assert main([*command, "--tier", "hard"]) == 0
    manifest = json.loads((run / "manifest.json").read_text())
    assert (manifest["tier"], manifest["n_tasks"]) == ("hard", 2)
    assert main(["score", str(run), "--dataset", str(dataset)]) == 0
    summary = json.loads((run / "summary.json").read_text())
    assert list(summary["groups"]["tier"]) == ["hard"]


def test_both_tiers_are_groups_of_a_summary_and_of_stats(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["evaluate", "--dataset", str(dataset), "--backend", "copy", "--out", str(run), "--no-cache"]) == 0
    assert list(json.loads((run / "summary.json").read_text())["groups"]["tier"]) == ["core", "hard"]
    capsys.readouterr()
    assert main(["stats", str(dataset), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tier"] == {"core": 3, "hard": 2}
    assert main(["stats", str(dataset), "--json", "--tier", "hard"]) == 0
    assert json.loads(capsys.readouterr().out)["tier"] == {"hard": 2}


def test_a_tier_without_tasks_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = make_dataset(tmp_path / "data", [replace(make_task(), split="test")])
    run = tmp_path / "run"
    command = ["evaluate", "--dataset", str(dataset), "--backend", "copy", "--out", str(run), "--tier", "hard"]
    assert main(command) == 2
    assert "has no tasks of tier 'hard'" in capsys.readouterr().err
