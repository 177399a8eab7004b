"""Location: whether the change is made at the right place, whatever it says."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.chunks import answers, chunks


def location(task: EditTask, predicted: str) -> float:
    """1 if one of the prediction's changes stands where an answer's first change stands, else 0.

    The place is the unchanged lines around a change, three on each side. The *position match* of
    NextEditPrediction (arXiv 2508.10074) compares their text; here their numbers are compared. NES (arXiv
    2508.02473) asks a model of its own for the place and calls its share of right ones the location accuracy.
    Where no change is right, 1 for none.
    """
    before = task.region_text
    found = {chunk.kept for chunk in chunks(before, predicted)}
    for answer in answers(task):
        wanted = chunks(before, answer)
        if (wanted[0].kept in found) if wanted else not found:
            return 1.0
    return 0.0
