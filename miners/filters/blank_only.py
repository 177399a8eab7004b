"""Targets that change white space alone, by their characters; `format_only` asks the parser about the rest."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.target import Target


def check(target: Target, _config: MinerConfig) -> Verdict:
    return DROP if target.edit.old.split() == target.edit.new.split() else KEEP


FILTER = Filter("target", check)
