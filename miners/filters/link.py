"""Targets that share too little with what the history changed."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.target import Target


def check(target: Target, config: MinerConfig) -> Verdict:
    if target.linked and target.link >= config.min_link:
        return KEEP
    return DROP


FILTER = Filter("target", check)
