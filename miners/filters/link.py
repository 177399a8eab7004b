"""Targets that share too little with what the history changed."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.predictability import Evidence


def check(evidence: Evidence, config: MinerConfig) -> Verdict:
    if evidence.candidate.linked and evidence.candidate.link >= config.min_link:
        return KEEP
    return DROP


FILTER = Filter("candidate", check)
