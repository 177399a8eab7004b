"""Tasks whose answer differs from the region in form or in comments alone, by the normal form.

Parsing is what costs here. The sieve of `exact_match` settles nearly all tasks at `layout`. `code` is asked only
where every line of the target may hold a comment.
"""

from __future__ import annotations

from codeedit_bench.languages import LANGUAGES, Language
from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import Filter
from miners.targets.draft import Draft
from miners.tokens import without_strings


def may_be_comments(draft: Draft) -> bool:
    language: Language = LANGUAGES.load(draft.task.language)
    marks = (*language.line_comments, *(mark for pair in language.block_comments for mark in pair))
    lines = [line.strip() for line in draft.changed]
    if all(not line or line.startswith("*") or any(mark in line for mark in marks) for line in lines):
        return True
    above = draft.prefix + draft.region
    return any(_open(above, opener, closer) for opener, closer in language.block_comments)


def _open(text: str, opener: str, closer: str) -> bool:
    """Whether a block comment may be open where `text` ends; a route such as `"/*path"` opens none."""
    closed = text.rfind(closer)
    start = text.rfind(opener)
    while start > closed:
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if not any(quote in without_strings(line) for quote in "\"'`"):
            return True
        start = text.rfind(opener, 0, start)
    return False


def check(draft: Draft, _config: MinerConfig) -> Verdict:
    from codeedit_bench.normalize import Reference

    if not draft.changed:
        return KEEP
    task = draft.task
    reference = Reference(
        task.reference,
        language=task.language,
        prefix=draft.prefix,
        suffix=draft.suffix,
        accepted=task.accepted,
    )
    if reference.matches(draft.region, "layout"):
        return Verdict(False, "format")
    if may_be_comments(draft) and reference.matches(draft.region, "code"):
        return Verdict(False, "comment")
    return KEEP


FILTER = Filter("task", check)
