"""`replay`: apply the last substitution of the history again, wherever it fits in the region."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.backends.backend import Backend, BackendSpec
from evaluators.backends.baseline import Baseline
from evaluators.backends.substitutions import substitute, substitutions_of


def replay(task: EditTask) -> str:
    """The region with the last substitution of the latest edit that made one."""
    for edit in reversed(task.history):
        found = substitutions_of(edit.old, edit.new)
        if found:
            return substitute(task.region_text, found[-1])
    return task.region_text


def make() -> Backend:
    return Baseline(replay)


BACKEND = BackendSpec("replay", "the last substitution of the history, applied again", "nothing", make)
