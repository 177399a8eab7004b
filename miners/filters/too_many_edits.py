"""Commits with so many edits that no order of them means anything."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.edits import FileEdits
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter


def check(files: Sequence[FileEdits], config: MinerConfig) -> Verdict:
    return DROP if sum(len(file.hunks) for file in files) > config.max_edits else KEEP


FILTER = Filter("edits", check)
