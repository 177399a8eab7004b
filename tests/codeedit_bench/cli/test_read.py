"""`codeedit read`: the reference is not shown before the answer is on disk."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from codeedit_bench.cli.main import main
from tests.tasks import make_dataset, make_task

RIGHT = '\n    def describe(self):\n        return f"{self.total}"\n\n'


def read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, *, status: int = 0
) -> list[dict[str, object]]:
    data = tmp_path / "data"
    if not data.exists():
        make_dataset(data, [make_task()])
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert main(["read", str(data), "--out", str(tmp_path / "readings.jsonl")]) == status
    text = (tmp_path / "readings.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_reference_is_hidden_until_the_answer_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(monkeypatch, tmp_path, "%stop\n") == []
    shown = capsys.readouterr().out
    assert "self.amount" in shown
    assert "{self.total}" not in shown
    assert "T1" not in shown
    assert "rename" not in shown


def test_an_answer_is_scored_and_labelled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = read(monkeypatch, tmp_path, f"{RIGHT}%end\nyes plain rename\n")
    assert [(row.get("right"), row.get("label"), row.get("cause")) for row in rows] == [
        (True, None, None),
        (None, "yes", "plain rename"),
    ]


def test_a_reading_goes_on_with_the_label_of_what_was_answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(read(monkeypatch, tmp_path, "%same\n")) == 1
    rows = read(monkeypatch, tmp_path, "no unclear\n")
    assert (rows[0]["right"], rows[1]["label"]) == (False, "no")
    capsys.readouterr()
    assert read(monkeypatch, tmp_path, "") == rows
    assert "1 of 1 answered, 0 right; 1 labelled" in capsys.readouterr().out


def test_a_line_that_was_cut_short_is_asked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "readings.jsonl").write_text('{"answer": "half', encoding="utf-8")
    rows = read(monkeypatch, tmp_path, "%same\nno unclear\n")
    assert [row.get("label") for row in rows] == [None, "no"]


def test_a_file_that_holds_something_else_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_dataset(tmp_path / "data", [make_task()])
    (tmp_path / "readings.jsonl").write_text("something else\n", encoding="utf-8")
    assert main(["read", str(tmp_path / "data"), "--out", str(tmp_path / "readings.jsonl")]) == 2
    assert "does not hold readings" in capsys.readouterr().err
