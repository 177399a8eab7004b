"""Commits that say that they undo another one."""

from __future__ import annotations

import re

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.commit import Commit
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter

_REVERT = re.compile(
    r"\A\s*(?:Revert\b|revert[:(]|Rollback\b|Back out\b)|^This reverts commit [0-9a-f]{7,}", re.MULTILINE
)


def check(commit: Commit, _config: MinerConfig) -> Verdict:
    return DROP if _REVERT.search(commit.message) else KEEP


FILTER = Filter("commit", check)
