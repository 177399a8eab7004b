"""`copy`: leave the region as it is. What a benchmark must score 0, or its tasks ask for nothing."""

from __future__ import annotations

from evaluators.backends.backend import Backend, BackendSpec
from evaluators.backends.baseline import Baseline


def make() -> Backend:
    return Baseline(lambda task: task.region_text)


BACKEND = BackendSpec("copy", "no edit: the region as it is", "nothing", make)
