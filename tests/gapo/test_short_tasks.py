"""The short tasks of a data set: what a CPU trains on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from benchmarks import short_tasks
from codeedit_bench.tasks.dataset import open_dataset, write_dataset
from codeedit_bench.tasks.records import task_digest
from tests.gapo.conftest import rename_task


def test_what_fits_stays_whole_and_of_the_test_split_what_is_held_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = [rename_task(number, "train") for number in range(4)]
    long = dataclasses.replace(tasks[0], file_text=tasks[0].file_text + f"y = '{'long ' * 200}'\n")
    tested = [rename_task(number, "test") for number in range(10, 12)]
    held_out = dataclasses.replace(rename_task(20, "test"), tags=(short_tasks.HELD_OUT,))
    changed = [dataclasses.replace(task, task_id=task_digest(task)) for task in (long, held_out)]
    write_dataset(tmp_path / "data", [*tasks[1:], *tested, *changed], name="renames", extra={})
    words = [
        "--data",
        str(tmp_path / "data"),
        "--model",
        "tiny",
        "--prompt-tokens",
        "120",
        "--answer-tokens",
        "40",
    ]
    assert short_tasks.main([*words, "--out", str(tmp_path / "all")]) == 0
    kept = list(open_dataset(tmp_path / "all"))
    assert {task.task_id for task in kept} == {task.task_id for task in [*tasks[1:], *tested, changed[1]]}
    assert short_tasks.main([*words, "--out", str(tmp_path / "held"), "--held-out"]) == 0
    left = open_dataset(tmp_path / "held")
    assert [task.task_id for task in left.tasks("test")] == [changed[1].task_id]
    assert len(list(left.tasks("train"))) == 3
    assert "4 of 7 tasks" in capsys.readouterr().out
