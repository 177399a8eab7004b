"""Partial match: whether the first change that an answer makes is made, whatever else is."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.chunks import answers, chunks


def partial_match(task: EditTask, predicted: str) -> float:
    """1 if the first chunk of an answer's diff is also a chunk of the prediction's diff, else 0.

    After NextEditPrediction (arXiv 2508.10074), which compares chunks line by line with their place in both texts.
    Here the place in the old text is enough. So a wrong change above does not undo a right one. Where no change is
    right, 1 for none.
    """
    before = task.region_text
    found = set(chunks(before, predicted))
    for answer in answers(task):
        wanted = chunks(before, answer)
        if (wanted[0] in found) if wanted else not found:
            return 1.0
    return 0.0
