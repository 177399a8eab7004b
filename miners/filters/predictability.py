"""Targets that the history does not foretell: see `miners.targets.predictability`."""

from __future__ import annotations

from codeedit_bench.tasks.records import Verdict
from miners.config import MinerConfig
from miners.filters.filter import Filter
from miners.targets.predictability import judge
from miners.targets.target import Target


def check(target: Target, _config: MinerConfig) -> Verdict:
    return judge(target)


FILTER = Filter("target", check, version=3)
