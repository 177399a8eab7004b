"""The outside of a question: what can be told of it without reading, in bins.

Tasks without an edit are chosen so that each bin holds the same share of them as of the others.
"""

from __future__ import annotations

from bisect import bisect_right

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask

_DISTANCES = (-200, -40, 0, 4, 10, 20, 40, 80, 200)
"""Lines from the cursor down to the region's middle; bins begin here."""
_FILES = (60, 200, 500, 1500)
"""Lines of the file."""
_HISTORIES = (2, 4, 9, 17)
"""Edits of the history."""
_REGIONS = (10, 20, 21)
"""Lines of the region."""


def outside_of(task: EditTask) -> str:
    """Its bins: of the distance, and after a slash of the file's, the history's and the region's size."""
    start, end = task.region.start_line, task.region.end_line
    last = task.history[-1] if task.history else None
    near = last is not None and last.path == task.path
    distance = bisect_right(_DISTANCES, (start + end) // 2 - task.cursor.line) if near else "elsewhere"
    file = bisect_right(_FILES, len(split_lines(task.file_text)))
    history, region = bisect_right(_HISTORIES, len(task.history)), bisect_right(_REGIONS, end - start)
    return f"{distance}/{file} {history} {region}"
