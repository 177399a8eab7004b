"""Files with a line that nobody wrote by hand."""

from __future__ import annotations

from codeedit_bench.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.model import DROP, FileTexts, Filter


def check(file: FileTexts, config: MinerConfig) -> Verdict:
    limit = config.max_line_bytes
    if len(file.new) > limit and max(map(len, file.new.split(b"\n"))) > limit:
        return DROP
    return KEEP


FILTER = Filter("file", check)
