"""Tasks from commits whose tree does not state a permissive licence."""

from __future__ import annotations

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import Filter
from miners.licences.policy import PERMISSIVE
from miners.targets.draft import Draft


def check(draft: Draft, config: MinerConfig) -> Verdict:
    stated = draft.task.provenance
    licence = stated.licence
    if config.licences == "any" or licence in PERMISSIVE:
        return KEEP
    return Verdict(False, licence or ("unknown" if stated.licence_blob else "none"))


FILTER = Filter("task", check)
