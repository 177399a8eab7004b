"""Targets that insert words that stand neither in the file nor in the history."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.predictability import Evidence


def check(evidence: Evidence, config: MinerConfig) -> Verdict:
    return KEEP if evidence.candidate.known >= config.min_known else DROP


FILTER = Filter("candidate", check)
