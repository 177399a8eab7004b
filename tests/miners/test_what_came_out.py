"""What a build gave, took and dropped is told: on the screen, on the card, by `codeedit stats --rejects`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import open_dataset
from tests.git_repository import GitRepository
from tests.miners.histories import renames


def test_time_and_rejects_of_each_repository_are_told(
    git_repo: GitRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renames(git_repo, 4)
    git_repo.commit({"store.py": "nothing = 0\n"}, "Empty it", author="dependabot[bot] <support@example.org>")
    data = tmp_path / "data"
    assert main(["mine", str(git_repo.path), "--out", str(data)]) == 0
    manifest = open_dataset(data).manifest
    (row,) = manifest["repositories"]
    assert row["seconds"] > 0
    assert f"from {row['n_commits']} commits in {row['seconds']:.1f} s" in capsys.readouterr().out
    assert "| tasks | seconds | dropped most |" in (data / "README.md").read_text()
    assert main(["stats", str(data), "--rejects", "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert {reason: sum(rows.values()) for reason, rows in counted.items()} == manifest["rejects"]
    assert main(["stats", str(data), "--rejects"]) == 0
    assert "bots" in capsys.readouterr().out
