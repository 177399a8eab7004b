"""Files in which only line ends changed, or whose line ends changed throughout beside other things."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.edits import FileTexts
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter


def check(file: FileTexts, _config: MinerConfig) -> Verdict:
    if b"\r" not in file.old and b"\r" not in file.new:
        return KEEP
    if file.old.replace(b"\r\n", b"\n") == file.new.replace(b"\r\n", b"\n"):
        return DROP
    return Verdict(False, "converted") if (b"\r\n" in file.old) != (b"\r\n" in file.new) else KEEP


FILTER = Filter("file", check)
