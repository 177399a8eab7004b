"""BLEU as the GAPO authors reward it: NLTK's `sentence_bleu` on words between white space, smoothing method 1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.chunks import answers

_ORDERS = 4
_EPSILON = 0.1
"""What smoothing method 1 counts for an n-gram order without a match."""


def bleu(task: EditTask, predicted: str) -> float:
    """Smoothed 4-gram BLEU of the stripped region against an answer, the best over the task's answers.

    Short texts fare ill: a text of three words has no 4-gram, so that even the reference itself earns 0.56.
    """
    hypothesis = predicted.split()
    return max(_bleu(answer.split(), hypothesis) for answer in answers(task))


def _bleu(reference: Sequence[str], hypothesis: Sequence[str]) -> float:
    if not reference or not hypothesis:
        return 0.0
    logs = 0.0
    for order in range(1, _ORDERS + 1):
        found = _grams(hypothesis, order)
        matches = sum((found & _grams(reference, order)).values())
        if order == 1 and not matches:
            return 0.0
        logs += math.log((matches or _EPSILON) / max(sum(found.values()), 1))
    shorter = len(hypothesis) < len(reference)
    brevity = math.exp(1 - len(reference) / len(hypothesis)) if shorter else 1.0
    return brevity * math.exp(logs / _ORDERS)


def _grams(words: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[index : index + order]) for index in range(len(words) - order + 1))
