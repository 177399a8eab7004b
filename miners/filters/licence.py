"""Tasks from commits whose tree does not state a permissive licence."""

from __future__ import annotations

from codeedit_bench.records import KEEP, EditTask, Verdict
from miners.config import MinerConfig
from miners.filters.model import Filter
from miners.licences import PERMISSIVE


def check(task: EditTask, config: MinerConfig) -> Verdict:
    licence = task.provenance.licence
    if config.licences == "any" or licence in PERMISSIVE:
        return KEEP
    return Verdict(False, licence or ("unknown" if task.provenance.licence_blob else "none"))


FILTER = Filter("task", check)
