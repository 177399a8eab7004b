"""Commits that touch so many files that no order of their edits means anything."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.commit import Commit
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter


def check(commit: Commit, config: MinerConfig) -> Verdict:
    return DROP if len(commit.changes) > config.max_files else KEEP


FILTER = Filter("commit", check)
