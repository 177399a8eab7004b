"""Which targets can be foreseen from the history: the measured rule, tightened after reading what it kept.

Its vocabulary is `Target`'s. `docs/decisions/0020-predictability-rule.md` tells how it was found and tightened.
"""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.targets.target import Target


def judge(target: Target) -> Verdict:
    """Whether the target can be foreseen; a reason names the rule's step that failed."""
    failure = _failure(target) if target.config.rule else ""
    return Verdict(False, failure) if failure else KEEP


def _failure(target: Target) -> str:
    if target.substitution and target.missed == 0:
        return ""
    if reason := _kind_failure(target):
        return reason
    edit = target.edit
    if not edit.new:
        if target.link < target.config.min_deletion_link:
            return "deletion_link"
        return "" if target.finishes or target.repeats else "deletion"
    if target.unlike:
        return "unlike_history"
    return _pair_failure(target) if edit.old else _insertion_failure(target)


def _kind_failure(target: Target) -> str:
    """Of targets that seldom can be foreseen, whatever else is known of them."""
    if not any(past.in_commit for past in target.history):
        return "earlier_commit"
    if target.import_only:
        return "import_only"
    old, new = target.edit.old_lines, target.edit.new_lines
    if all(target.comments) or (old and new and any(target.comments)):
        return "comment"
    return "mixed_shape" if old and new and len(old) != len(new) else ""


def _pair_failure(target: Target) -> str:
    """Of a target with as many lines after as before."""
    from rapidfuzz import fuzz

    config = target.config
    pairs = zip(target.edit.old_lines, target.edit.new_lines, strict=True)
    if any(fuzz.ratio(old, new) < 100 * config.min_line_ratio for old, new in pairs):
        return "line_ratio"
    if target.new_number:
        return "new_number"
    if target.novel:
        return "novel"
    if target.missed:
        return "missed"
    return _text_failure(target, config.max_new_trigrams, "new_trigrams")


def _insertion_failure(target: Target) -> str:
    """One line may be inserted, where its neighbours are those it has elsewhere."""
    if len(target.edit.new_lines) > 1:
        return "insertion"
    return _text_failure(target, target.config.max_insertion_trigrams, "placement")


def _text_failure(target: Target, trigrams: int, reason: str) -> str:
    """Of any new text; what costs most comes last."""
    if target.new_string:
        return "new_string"
    return reason if target.new_trigrams > trigrams else ""
