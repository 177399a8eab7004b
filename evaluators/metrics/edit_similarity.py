"""Edit similarity: the `ed` reward of the GAPO authors."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.chunks import answers


def edit_similarity(task: EditTask, predicted: str) -> float:
    """1 − Levenshtein distance / length of the longer text, in characters; 1 for two empty texts.

    The best over the task's answers. With one answer it is equal to the authors' `ed`
    (arXiv 2510.21830, verl-GAPO), thousands of times faster.
    """
    return max(float(Levenshtein.normalized_similarity(predicted, answer)) for answer in answers(task))
