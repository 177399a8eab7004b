"""Drafts of tasks that no commit gave."""

from __future__ import annotations

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask
from miners.targets.draft import Draft
from miners.targets.fingerprint import changed_lines


def draft(task: EditTask) -> Draft:
    """What the miner would know of `task`."""
    above, old, new = changed_lines(split_lines(task.region_text), split_lines(task.reference))
    line = task.region.start_line + (above if old or new else 0)
    return Draft(task, task.prefix, task.region_text, task.suffix, line, old, new)
