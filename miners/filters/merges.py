"""Commits with several parents: what they change against the first was made elsewhere.

Without this filter they are read, and hold nothing: git shows no changes for a merge.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.model import DROP, Filter


def check(parents: Sequence[str], _config: MinerConfig) -> Verdict:
    return DROP if len(parents) > 1 else KEEP


FILTER = Filter("history", check)
