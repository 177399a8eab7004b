"""Exact match at level `code`."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.references import reference_of


def em_code(task: EditTask, predicted: str) -> float:
    """1 if `predicted` equals the reference or another accepted answer at level `code`, else 0."""
    return float(reference_of(task).matches(predicted, "code"))
