"""Exact match at level `layout`."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.references import reference_of


def em_layout(task: EditTask, predicted: str) -> float:
    """1 if `predicted` equals the reference or another accepted answer at level `layout`, else 0."""
    return float(reference_of(task).matches(predicted, "layout"))
