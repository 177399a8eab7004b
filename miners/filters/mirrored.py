"""Targets that repeat, word for word, the history's edit to another file of the same name: a mirrored folder."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.target import Target, same_text


def check(target: Target, _config: MinerConfig) -> Verdict:
    path = target.edit.path
    name = path.rpartition("/")[2]
    twins = (past for past in target.past if past.path != path and past.path.rpartition("/")[2] == name)
    return DROP if any(same_text(target.edit, twin) for twin in twins) else KEEP


FILTER = Filter("target", check)
