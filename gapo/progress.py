"""The default reward: exact match at `layout`, and a little for what is nearer to the answer than the old text.

A similarity alone pays most for changing nothing, because a region differs from its answer in a few characters.
`progress` counts from there: the unchanged text earns 0, and what leads away from the answer earns no less.
"""

from __future__ import annotations

from codeedit_bench.normalize.keys import outer
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.chunks import answers
from evaluators.metrics.references import reference_of


def progress(task: EditTask, text: str) -> float:
    """max(0, (s − s₀) / (1 − s₀)), the best over the task's answers; in [0, 1].

    s is the text's edit similarity to the answer, s₀ that of the region as it was. The unchanged text earns 0, and
    so does one that differs from it in line ends or trailing white space alone. Where the unchanged text is right
    it earns 1, and every other text 0.
    """
    from rapidfuzz.distance import Levenshtein

    if reference_of(task).matches(text, "text"):
        return 1.0
    before = task.region_text
    if outer(text) == outer(before) or asks_for_silence(task):
        return 0.0
    best = 0.0
    for answer in answers(task):
        start = float(Levenshtein.normalized_similarity(before, answer))
        if start < 1.0:
            reached = float(Levenshtein.normalized_similarity(text, answer))
            best = max(best, (reached - start) / (1.0 - start))
    return best


def match_and_progress(
    task: EditTask,
    text: str,
    *,
    progress_weight: float = 0.2,
    silence_pay: float = 1.0,
    false_edit_cost: float = 0.0,
) -> float:
    """`em_layout` + `progress_weight` · `progress`. A right answer earns 1 or more, a wrong one less.

    Where no edit is right, the unchanged text earns `silence_pay` times a right answer's full pay, and any other
    text loses `false_edit_cost`.
    """
    if asks_for_silence(task):
        right = reference_of(task).matches(text, "layout")
        return silence_pay * (1.0 + progress_weight) if right else -false_edit_cost
    return float(reference_of(task).matches(text, "layout")) + progress_weight * progress(task, text)


def asks_for_silence(task: EditTask) -> bool:
    """Whether the right answer leaves the region as it was."""
    return task.region_text == task.reference
