"""Targets that insert words that stand neither in the file nor in the history."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.target import Target


def check(target: Target, config: MinerConfig) -> Verdict:
    return KEEP if target.known >= config.min_known else DROP


FILTER = Filter("target", check)
