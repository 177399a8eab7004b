"""Targets before which nothing was edited: nothing tells what comes next."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.predictability import Evidence


def check(evidence: Evidence, _config: MinerConfig) -> Verdict:
    return KEEP if evidence.past else DROP


FILTER = Filter("candidate", check)
