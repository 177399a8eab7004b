"""Files with a line that nobody wrote by hand, and scripts whose lines are long on average."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.edits import FileTexts
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter

_SCRIPT_LINE = 110
"""Bytes of a script's lines on average, as linguist counts."""


def check(file: FileTexts, config: MinerConfig) -> Verdict:
    size = len(file.new)
    if file.change.path.endswith(".js") and size > _SCRIPT_LINE * (file.new.count(b"\n") + 1):
        return DROP
    limit, start = config.max_line_bytes, 0
    while start + limit < size:
        end = file.new.rfind(b"\n", start, start + limit + 1)
        if end < 0:
            return DROP
        start = end + 1
    return KEEP


FILTER = Filter("file", check)
