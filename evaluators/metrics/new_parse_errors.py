"""New parse errors: what the prediction breaks. Reported beside the score, and no part of any equality."""

from __future__ import annotations

from codeedit_bench.normalize import count_parse_errors
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.references import reference_of


def new_parse_errors(task: EditTask, predicted: str) -> float:
    """ERROR and MISSING nodes of the file with the prediction, beyond those of the file before; at least 0.

    Real C and C++ files have such nodes anyway, so only what is new is counted. Lower is better.
    """
    after = count_parse_errors(reference_of(task).splice(predicted), task.language)
    if not after:
        return 0.0
    return float(max(0, after - count_parse_errors(task.file_text, task.language)))
