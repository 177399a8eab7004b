"""The same tasks with and without their older edits: `benchmarks/history_length.py`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from benchmarks import history_length
from codeedit_bench.cli import main
from codeedit_bench.lines import unified_diff
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask, task_digest
from codeedit_bench.tasks.validation import problems
from tests.tasks import make_dataset, make_task


def _long_task(number: int) -> EditTask:
    """A rename that only the oldest of nine edits shows."""
    task = make_task()
    (shown,) = task.history[-1:]
    other = [
        dataclasses.replace(
            shown,
            path=f"notes/note{place}.py",
            old=f"first{place}\n",
            new=f"second{place}\n",
            diff=unified_diff(f"first{place}\n", f"second{place}\n", f"notes/note{place}.py"),
        )
        for place in range(8)
    ]
    provenance = dataclasses.replace(task.provenance, repository=f"repository{number % 3}")
    return make_task(path=f"billing/part{number}.py", history=(shown, *other), provenance=provenance)


def test_the_nearest_edits_alone_are_kept_and_each_task_has_its_pair(tmp_path: Path) -> None:
    short = make_task()
    made = [_long_task(number) for number in range(9)]
    make_dataset(tmp_path / "data", [short, *made])
    assert history_length.make(tmp_path / "data", 8, tmp_path / "cut") == 9
    pairs = json.loads((tmp_path / "cut" / history_length.PAIRS).read_text())
    whole = {task.task_id: task for task in open_dataset(tmp_path / "cut" / "long").tasks()}
    for task in open_dataset(tmp_path / "cut" / "short").tasks():
        assert task.task_id == task_digest(task)
        assert list(problems(task)) == []
        (original,) = (whole[key] for key, value in pairs.items() if value == task.task_id)
        assert task.history == original.history[-8:]
        assert (task.reference, task.file_text) == (original.reference, original.file_text)


def test_what_only_the_oldest_edit_shows_is_lost_without_it(tmp_path: Path) -> None:
    make_dataset(tmp_path / "data", [_long_task(number) for number in range(9)])
    history_length.make(tmp_path / "data", 8, tmp_path / "cut")
    for name in ("long", "short"):
        call = ["evaluate", "--dataset", str(tmp_path / "cut" / name), "--backend", "propagate", "--workers", "1"]
        assert main([*call, "--out", str(tmp_path / name)]) == 0
    whole, cut = (history_length.values_of(tmp_path / name) for name in ("long", "short"))
    rows = history_length.report(tmp_path / "cut", whole, cut)
    headline = next(row for row in rows if row[0] == "em_layout")
    assert headline[1:4] == ["9", "1.000", "0.000"]
    assert headline[-1] == "9 : 0"
