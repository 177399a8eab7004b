"""Targets that the history does not foretell: see `miners.predictability`."""

from __future__ import annotations

from codeedit_bench.tasks.records import Verdict
from miners.config import MinerConfig
from miners.filters.filter import Filter
from miners.predictability import Evidence, judge


def check(evidence: Evidence, _config: MinerConfig) -> Verdict:
    return judge(evidence)[0]


FILTER = Filter("candidate", check)
