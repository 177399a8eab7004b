"""The breakdowns of a run, in its summary and on the leaderboard: a function from a task to its group's name."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from codeedit_bench.errors import UnknownNameError
from codeedit_bench.tasks.records import SLICE, EditTask


def _bucket(limits: Sequence[int], value: int, unit: str) -> str:
    """`1-2 edits`, …, `9+ edits`: zero-padded so that names sort as numbers do."""
    low = 0
    for limit in limits:
        if value <= limit:
            return f"{low:02d}-{limit:02d} {unit}" if low != limit else f"{low:02d} {unit}"
        low = limit + 1
    return f"{low:02d}+ {unit}"


def history_length(task: EditTask) -> str:
    return _bucket((0, 1, 2, 4), len(task.history), "edits")


def region_size(task: EditTask) -> str:
    return _bucket((2, 5, 10, 20), task.region.end_line - task.region.start_line, "lines")


def year(task: EditTask) -> str:
    return str(time.gmtime(task.provenance.author_time).tm_year)


def time_slice(task: EditTask) -> str:
    """The part of the test split that a data set split by date puts it in."""
    return next((tag.removeprefix(SLICE) for tag in task.tags if tag.startswith(SLICE)), "none")


GROUPINGS: dict[str, Callable[[EditTask], str]] = {
    "language": lambda task: task.language,
    "edit_kind": lambda task: task.signals.edit_kind,
    "difficulty": lambda task: task.signals.difficulty,
    "tier": lambda task: task.tier,
    "history_length": history_length,
    "region_size": region_size,
    "year": year,
    "slice": time_slice,
}


def in_groups(task: EditTask, groups: Mapping[str, str]) -> bool:
    """Whether a task is in the group that is named for each grouping; `UnknownNameError` for another grouping."""
    for name in groups:
        if name not in GROUPINGS:
            raise UnknownNameError("grouping", name, GROUPINGS)
    return all(GROUPINGS[name](task) == wanted for name, wanted in groups.items())


def no_such_group(tasks: Sequence[EditTask], groups: Mapping[str, str], what: str) -> str:
    """Why no task of `what` is in `groups`: which groups there are, for the first grouping that leaves nothing."""
    for name, wanted in groups.items():
        there = sorted({GROUPINGS[name](task) for task in tasks})
        if wanted not in there:
            return f"No task of {what} has the {name} {wanted!r}. It has: {', '.join(there)}."
    return f"No task of {what} fits this choice. Leave out a part of it."
