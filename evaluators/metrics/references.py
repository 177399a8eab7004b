"""The answers of a task with their keys cached, shared by the exact-match metrics."""

from __future__ import annotations

from collections import OrderedDict

from codeedit_bench.normalize import Reference
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.references import make_reference

_LIMIT = 256
_recent: OrderedDict[int, tuple[EditTask, Reference]] = OrderedDict()
"""By identity: a task is large to hash. The entry holds the task, so that its id stays its own."""


def reference_of(task: EditTask) -> Reference:
    """What `task` is compared with, made once."""
    known = _recent.get(id(task))
    if known is not None:
        return known[1]
    reference = make_reference(task)
    _recent[id(task)] = task, reference
    if len(_recent) > _LIMIT:
        _recent.popitem(last=False)
    return reference
