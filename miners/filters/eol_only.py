"""Files in which only line ends or white space at line ends changed, or whose line ends changed throughout."""

from __future__ import annotations

from codeedit_bench.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.model import DROP, FileTexts, Filter


def check(file: FileTexts, _config: MinerConfig) -> Verdict:
    if (b"\r" in file.old) != (b"\r" in file.new):
        return Verdict(False, "converted")
    old, new = (b"\n".join(line.rstrip() for line in text.split(b"\n")) for text in (file.old, file.new))
    return DROP if old.rstrip() == new.rstrip() else KEEP


FILTER = Filter("file", check)
