"""Files with a line that nobody wrote by hand."""

from __future__ import annotations

from codeedit_bench.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.model import DROP, FileTexts, Filter


def check(file: FileTexts, config: MinerConfig) -> Verdict:
    limit, start = config.max_line_bytes, 0
    while start + limit < len(file.new):
        end = file.new.rfind(b"\n", start, start + limit + 1)
        if end < 0:
            return DROP
        start = end + 1
    return KEEP


FILTER = Filter("file", check)
