"""Targets that change white space alone, by their characters; `format_only` asks the parser about the rest."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.predictability import Evidence


def check(evidence: Evidence, _config: MinerConfig) -> Verdict:
    return DROP if evidence.edit.old.split() == evidence.edit.new.split() else KEEP


FILTER = Filter("candidate", check)
