"""Which targets can be foreseen from the history: the measured rule, tightened after reading what it kept.

Its vocabulary is `Target`'s. `docs/decisions/0020-predictability-rule.md` tells how it was found and tightened,
and `0107-the-hard-tier.md` which of its steps a task of tier `hard` may fail.
"""

from __future__ import annotations

from collections.abc import Iterator

from codeedit_bench.tasks.records import KEEP, Tier, Verdict
from miners.targets.target import Target

WAIVED = frozenset({"unlike_history", "mixed_shape", "novel", "insertion"})
"""Steps that a target of tier `hard` may fail: most of what they drop was answered by blind readers."""
_NEARLY_THE_SAME = 0.9
"""Similarity of an inserted paragraph to an edit of the history."""


def judge(target: Target) -> Verdict:
    """Whether the target can be foreseen, in either tier; a reason names the first step that failed."""
    first, tier = _judged(target)
    return KEEP if tier else Verdict(False, first)


def tier_of(target: Target) -> Tier:
    """Of a target that `judge` keeps: `hard` if it fails steps of the rule, all of which are waived."""
    return _judged(target)[1] or "core"


def _judged(target: Target) -> tuple[str, Tier | None]:
    """The first step that failed, or none, and the tier; None if the target fits neither."""
    if not target.config.rule:
        return "", "core"
    first = ""
    for failure in _failures(target):
        first = first or failure
        if failure not in WAIVED or not target.config.hard_tasks_per_commit:
            return first, None
    if not first:
        return "", "core"
    return first, "hard" if _fit_for_hard(target) else None


def _fit_for_hard(target: Target) -> bool:
    """What a target of tier `hard` needs in place of the steps that it fails.

    It inserts a word that the history inserted, or deletes one that the history deleted. Several lines may be
    inserted where an edit of the history was nearly the same.
    """
    if not target.goes_on:
        return False
    edit = target.edit
    return bool(edit.old) or len(edit.new_lines) == 1 or target.similarity >= _NEARLY_THE_SAME


def _failures(target: Target) -> Iterator[str]:
    """The steps that the target fails; what costs most is asked last."""
    if target.substitution and target.missed == 0:
        return
    yield from _kind_failures(target)
    edit = target.edit
    if not edit.new:
        if target.link < target.config.min_deletion_link:
            yield "deletion_link"
        elif not (target.finishes or target.repeats):
            yield "deletion"
        return
    if target.unlike:
        yield "unlike_history"
    yield from _pair_failures(target) if edit.old else _insertion_failures(target)


def _kind_failures(target: Target) -> Iterator[str]:
    """Of targets that seldom can be foreseen, whatever else is known of them."""
    if not any(past.in_commit for past in target.history):
        yield "earlier_commit"
    if target.import_only:
        yield "import_only"
    old, new = target.edit.old_lines, target.edit.new_lines
    if all(target.comments) or (old and new and any(target.comments)):
        yield "comment"
    if old and new and len(old) != len(new):
        yield "mixed_shape"


def _pair_failures(target: Target) -> Iterator[str]:
    """Of a target that replaces lines by others."""
    from rapidfuzz import fuzz

    config = target.config
    old_lines, new_lines = target.edit.old_lines, target.edit.new_lines
    if len(old_lines) == len(new_lines):
        pairs = zip(old_lines, new_lines, strict=True)
        if any(fuzz.ratio(old, new) < 100 * config.min_line_ratio for old, new in pairs):
            yield "line_ratio"
    if target.new_number:
        yield "new_number"
    if target.novel:
        yield "novel"
    if target.missed:
        yield "missed"
    yield from _text_failures(target, config.max_new_trigrams, "new_trigrams")


def _insertion_failures(target: Target) -> Iterator[str]:
    """One line may be inserted, where its neighbours are those it has elsewhere."""
    if len(target.edit.new_lines) > 1:
        yield "insertion"
    yield from _text_failures(target, target.config.max_insertion_trigrams, "placement")


def _text_failures(target: Target, trigrams: int, reason: str) -> Iterator[str]:
    """Of any new text."""
    if target.new_string:
        yield "new_string"
    if target.new_trigrams > trigrams:
        yield reason
