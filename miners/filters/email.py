"""Tasks whose region, answer or history holds somebody's e-mail address."""

from __future__ import annotations

import re

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.draft import Draft

_EMAIL = re.compile(r"\b[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b")
_PART = re.compile(r"[A-Za-z0-9._%+-]@[A-Za-z0-9-]+\.")
"""What every address holds. An annotation or a decorator does not, so that most files are done with it."""
_EXAMPLE = re.compile(
    r"@(?:[\w-]+\.)*(?:example|test|invalid|localhost|domain|email)\.\w+\Z|@example\b", re.IGNORECASE
)


def check(draft: Draft, _config: MinerConfig) -> Verdict:
    shown = draft.shown
    found = (match.group() for match in _EMAIL.finditer(shown)) if _PART.search(shown) else ()
    return KEEP if all(_EXAMPLE.search(address) for address in found) else DROP


FILTER = Filter("task", check)
