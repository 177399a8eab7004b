"""`codeedit stats`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from tests.tasks import make_dataset, make_task


def test_it_counts_by_language_split_difficulty_and_licence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = [make_task(), make_task(language="go", split="train"), make_task(language="go", path="b.go")]
    data = str(make_dataset(tmp_path / "data", tasks))
    assert main(["stats", data, "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert [(row["language"], row["tasks"], row["train"], row["test"]) for row in counted["languages"]] == [
        ("go", 2, 1, 1),
        ("python", 1, 0, 1),
    ]
    assert counted["difficulty"] == {"T1": 3}
    assert counted["licence"] == {"MIT": 3}
    assert main(["stats", data, "--split", "train"]) == 0
    assert "data: 1 tasks" in capsys.readouterr().out


def test_an_empty_data_set_has_empty_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(make_dataset(tmp_path / "data", []))]) == 0
    assert "data: 0 tasks" in capsys.readouterr().out
