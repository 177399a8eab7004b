"""delta-chrF: how well the predicted change agrees with the reference's change, in character n-grams."""

from __future__ import annotations

from collections import Counter
from os.path import commonprefix

from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.chunks import answers

_ORDERS = 6
_BETA = 2.0
"""As in chrF2: recall counts twice."""
_LIMIT = 20_000
"""Characters of a text that are looked at; what is longer is not an edit that anyone would show."""


def delta_chrf(task: EditTask, predicted: str) -> float:
    """chrF2 of the changes: n-grams gained and lost against the region before, white space left out.

    Unlike similarity it gives nothing for what was there before. The unchanged text earns 0 wherever an answer
    changes something, and 1 where the answer is to change nothing. The best over the task's answers. A change of
    white space alone cannot be told from the answer. After the delta metric of the Zed editor.
    """
    return max(_agreement(task.region_text, answer, predicted) for answer in answers(task))


def _agreement(region: str, answer: str, predicted: str) -> float:
    if predicted == region:
        return float(answer == region)
    before, wanted, found = ("".join(text[:_LIMIT].split()) for text in (region, answer, predicted))
    if wanted == found:
        return 1.0
    before, wanted, found = _differing(before, wanted, found)
    precisions: list[float] = []
    recalls: list[float] = []
    for order in range(1, _ORDERS + 1):
        base = _grams(before, order)
        expected, actual = _change(_grams(wanted, order), base), _change(_grams(found, order), base)
        if not expected and not actual:
            continue
        agreed = sum(
            min(abs(count), abs(actual.get(gram, 0)))
            for gram, count in expected.items()
            if count * actual.get(gram, 0) > 0
        )
        precisions.append(agreed / (sum(map(abs, actual.values())) or 1))
        recalls.append(agreed / (sum(map(abs, expected.values())) or 1))
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if not precision + recall:
        return 0.0
    return (1 + _BETA**2) * precision * recall / (_BETA**2 * precision + recall)


def _differing(*texts: str) -> tuple[str, ...]:
    """`texts` without what all of them start and end with, but for the n-grams that reach into the difference."""
    start = max(0, len(commonprefix(texts)) - _ORDERS + 1)  # noqa: RUF071 - of characters, not paths
    cut = [text[start:] for text in texts]
    end = max(0, len(commonprefix([text[::-1] for text in cut])) - _ORDERS + 1)  # noqa: RUF071
    return tuple(text[: len(text) - end] for text in cut)


def _grams(text: str, order: int) -> Counter[str]:
    return Counter(text[index : index + order] for index in range(len(text) - order + 1))


def _change(after: Counter[str], before: Counter[str]) -> dict[str, int]:
    """Gram → how many more there are after than before; unchanged ones left out."""
    change = {gram: count - before[gram] for gram, count in after.items() if count != before[gram]}
    change.update({gram: -count for gram, count in before.items() if gram not in after})
    return change
