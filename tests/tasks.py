"""Small tasks and data sets for tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.lines import unified_diff
from codeedit_bench.tasks.dataset import write_dataset
from codeedit_bench.tasks.records import (
    Cursor,
    EditTask,
    PriorEdit,
    Provenance,
    Region,
    Signals,
    task_digest,
)

FILE = """\
class Invoice:
    def __init__(self, total):
        self.total = total

    def describe(self):
        return f"{self.amount}"


def double(invoice):
    return invoice.amount * 2
"""
"""A rename half done: `amount` became `total` in the constructor alone."""


def make_task(**changes: Any) -> EditTask:
    """A sound task in Python, the next step of a rename; `changes` replace fields, and the id is set anew."""
    before = FILE.replace("self.total = total", "self.amount = total")
    edit = PriorEdit(
        path="billing/invoice.py",
        origin="in_commit",
        old_start=2,
        new_start=2,
        old="        self.amount = total\n",
        new="        self.total = total\n",
        diff=unified_diff(before, FILE, "billing/invoice.py"),
    )
    task = EditTask(
        task_id="",
        language="python",
        path="billing/invoice.py",
        history=(edit,),
        file_text=FILE,
        region=Region(3, 7),
        cursor=Cursor(2, 26),
        reference='\n    def describe(self):\n        return f"{self.total}"\n\n',
        accepted=(),
        n_edits=3,
        edit_index=1,
        signals=Signals(
            link=1.0,
            known=1.0,
            replay=True,
            reversal=False,
            edit_kind="rename",
            difficulty="T1",
            scope="Invoice/describe",
            lines_removed=1,
            lines_added=1,
            is_test=False,
            parse_errors_before=0,
            parse_errors_after=0,
        ),
        tags=(),
        split="test",
        provenance=Provenance(
            repository="billing",
            commit="c" * 40,
            parent="b" * 40,
            old_blob="1" * 40,
            new_blob="2" * 40,
            author_time=1_700_000_000,
            licence="MIT",
            licence_blob="3" * 40,
            miner_version="0",
            config_hash="0" * 16,
        ),
    )
    task = dataclasses.replace(task, **changes)
    return dataclasses.replace(task, task_id=task_digest(task))


def make_dataset(directory: Path, tasks: Sequence[EditTask]) -> Path:
    """A data set of `tasks` at `directory`."""
    write_dataset(directory, tasks, name=directory.name, extra={})
    return directory
