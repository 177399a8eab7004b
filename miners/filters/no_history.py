"""Targets before which nothing was edited: nothing tells what comes next."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.target import Target


def check(target: Target, _config: MinerConfig) -> Verdict:
    return KEEP if target.past else DROP


FILTER = Filter("target", check)
