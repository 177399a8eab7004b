"""Files above `max_blob_bytes`, before or after."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.edits import FileTexts
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter


def check(file: FileTexts, _config: MinerConfig) -> Verdict:
    return DROP if file.too_large else KEEP


FILTER = Filter("file", check)
