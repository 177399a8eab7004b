"""Tasks whose answer differs from the region in form or in comments alone, by the normal form.

Parsing is what costs here: the sieve of `exact_match` settles nearly all tasks at `layout`, and `code` is asked
only where every line of the target may hold a comment.
"""

from __future__ import annotations

from codeedit_bench.languages import LANGUAGES, Language
from codeedit_bench.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.model import Draft, Filter


def may_be_comments(draft: Draft) -> bool:
    language: Language = LANGUAGES.load(draft.task.language)
    marks = (*language.line_comments, *(mark for pair in language.block_comments for mark in pair))
    lines = [line.strip() for line in draft.changed]
    if all(not line or line.startswith("*") or any(mark in line for mark in marks) for line in lines):
        return True
    above = draft.prefix + draft.region
    return any(above.rfind(opener) > above.rfind(closer) for opener, closer in language.block_comments)


def check(draft: Draft, _config: MinerConfig) -> Verdict:
    from codeedit_bench.normalize import Reference

    if not draft.changed:
        return KEEP
    task = draft.task
    reference = Reference(task.reference, language=task.language, prefix=draft.prefix, suffix=draft.suffix)
    if reference.matches(draft.region, "layout"):
        return Verdict(False, "format")
    if may_be_comments(draft) and reference.matches(draft.region, "code"):
        return Verdict(False, "comment")
    return KEEP


FILTER = Filter("task", check)
