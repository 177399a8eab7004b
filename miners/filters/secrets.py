"""Tasks whose shown edits or answer hold what looks like a key or a password."""

from __future__ import annotations

import re

from codeedit_bench.records import KEEP, EditTask, Verdict
from miners.config import MinerConfig
from miners.filters.model import DROP, Filter

_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\bAIza[0-9A-Za-z_\-]{35}\b|\bsk_live_[0-9a-zA-Z]{24,}|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."
)


def check(task: EditTask, _config: MinerConfig) -> Verdict:
    return DROP if _SECRET.search(task.file_text) or _SECRET.search(task.reference) else KEEP


FILTER = Filter("task", check)
