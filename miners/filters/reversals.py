"""Targets that undo an edit of their own history: the order of the two is a guess."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.predictability import Evidence


def check(evidence: Evidence, _config: MinerConfig) -> Verdict:
    return DROP if evidence.reversal else KEEP


FILTER = Filter("candidate", check)
