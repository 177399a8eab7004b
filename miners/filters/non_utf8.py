"""Files whose bytes or path are not UTF-8 text: they could not be shown to a model as they are."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.edits import FileTexts
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter


def check(file: FileTexts, _config: MinerConfig) -> Verdict:
    if b"\0" in file.old or b"\0" in file.new:
        return Verdict(False, "binary")
    try:
        file.change.path.encode("utf-8")
        file.old.decode("utf-8")
        file.new.decode("utf-8")
    except UnicodeError:
        return DROP
    return KEEP


FILTER = Filter("file", check)
