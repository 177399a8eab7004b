"""Targets that undo an edit of their own history: the order of the two is a guess."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.target import Target


def check(target: Target, _config: MinerConfig) -> Verdict:
    return DROP if target.reversal else KEEP


FILTER = Filter("target", check)
