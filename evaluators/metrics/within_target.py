"""Within the target: how much of what the prediction changes was to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.chunks import answers, chunks


def within_target(task: EditTask, predicted: str) -> float:
    """The share of the prediction's removed and added lines that an answer removes or adds too; the best answer's.

    What is missing to 1 are edits beyond the target. It is the precision of the exact-lines score in the Zed
    editor's evaluation of edit predictions, which counts diff lines as multisets. A prediction without a change
    earns 1 where no change is right, else 0.
    """
    before = task.region_text
    found = _changed(before, predicted)
    shares = []
    for answer in answers(task):
        wanted = _changed(before, answer)
        if not found:
            shares.append(float(not wanted))
        else:
            shared = sum(min(count, wanted.get(line, 0)) for line, count in found.items())
            shares.append(shared / sum(found.values()))
    return max(shares)


@lru_cache(maxsize=64)  # each prediction is compared with the same answers
def _changed(before: str, after: str) -> Mapping[tuple[str, str], int]:
    """How often each line is removed, `-`, or added, `+`."""
    lines: dict[tuple[str, str], int] = {}
    for chunk in chunks(before, after):
        for mark, changed in (("-", chunk.removed), ("+", chunk.added)):
            for _, line in changed:
                lines[mark, line] = lines.get((mark, line), 0) + 1
    return lines
