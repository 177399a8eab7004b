"""A chunk's tasks and their keys on disk."""

from __future__ import annotations

import json
from pathlib import Path

from codeedit_bench.tasks.storage import to_row
from miners.chunks.entries import KEY_TYPES, read_row, write_tasks
from tests.miners.drafts import draft
from tests.tasks import make_task


def test_each_entry_leads_to_its_task_and_tells_its_keys(tmp_path: Path) -> None:
    tasks = [make_task(path="a.py"), make_task(path="b/ä.py", tags=("no_edit",))]
    rows, keys = tmp_path / "x.tasks.jsonl", tmp_path / "x.keys.jsonl"
    write_tasks(map(draft, tasks), rows, keys)
    entries = [json.loads(line) for line in keys.read_text().splitlines()]
    assert [read_row(rows, entry["place"], entry["length"]) for entry in entries] == [
        to_row(task) for task in tasks
    ]
    assert [(entry["task_id"], entry["path"], entry["no_edit"]) for entry in entries] == [
        (tasks[0].task_id, "a.py", False),
        (tasks[1].task_id, "b/ä.py", True),
    ]
    assert {entry["line"] for entry in entries} == {5}
    assert all(set(entry) == set(KEY_TYPES) for entry in entries)


def test_an_entry_is_small_however_long_its_file(tmp_path: Path) -> None:
    rows, keys = tmp_path / "x.tasks.jsonl", tmp_path / "x.keys.jsonl"
    task = make_task()
    write_tasks([draft(make_task(file_text=task.file_text + "x = 1\n" * 20_000))], rows, keys)
    assert rows.stat().st_size > 100_000
    assert keys.stat().st_size < 3_000
