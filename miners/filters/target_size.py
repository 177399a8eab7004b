"""Targets that remove or add more lines than a region can hold."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.target import Target


def check(target: Target, config: MinerConfig) -> Verdict:
    hunk = target.edit.hunk
    longest = max(hunk.old_end - hunk.old_start, hunk.new_end - hunk.new_start)
    return DROP if longest > config.max_target_lines else KEEP


FILTER = Filter("target", check)
