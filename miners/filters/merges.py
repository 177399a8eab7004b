"""Commits with several parents: what they change against the first was made elsewhere.

Without this filter they are read, and hold nothing: git shows no changes for a merge.
"""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter


def check(n_parents: int, _config: MinerConfig) -> Verdict:
    return DROP if n_parents > 1 else KEEP


FILTER = Filter("history", check)
