"""Exact match at level `style`."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.references import reference_of


def em_style(task: EditTask, predicted: str) -> float:
    """1 if `predicted` equals the reference or another accepted answer at level `style`, else 0.

    The level has real false equals: it stands beside the headline, and no reward pays for it.
    """
    return float(reference_of(task).matches(predicted, "style"))
