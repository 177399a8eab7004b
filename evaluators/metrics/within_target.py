"""Within the target: how much of what the prediction changes was to be changed."""

from __future__ import annotations

from collections import Counter

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
            shares.append((found & wanted).total() / found.total())
    return max(shares)


def _changed(before: str, after: str) -> Counter[tuple[str, str]]:
    lines: Counter[tuple[str, str]] = Counter()
    for chunk in chunks(before, after):
        lines.update(("-", line) for _, line in chunk.removed)
        lines.update(("+", line) for _, line in chunk.added)
    return lines
