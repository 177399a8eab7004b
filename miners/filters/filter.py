"""What a filter is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from codeedit_bench.tasks.records import Verdict
from miners.config import MinerConfig

Stage = Literal["history", "commit", "path", "file", "edits", "target", "task"]
"""What a filter sees: the number of a commit's parents, a `Commit`, a path, a `FileTexts`, a commit's `FileEdits`,
a `Target`, or a finished `Draft`."""

DROP = Verdict(False)


@dataclass(frozen=True, slots=True)
class Filter:
    """A stage and a pure function. What it drops is counted under the filter's name and the verdict's reason."""

    stage: Stage
    check: Callable[[Any, MinerConfig], Verdict]
    version: int = 1
    """Part of every data set's identity. Raise it when the filter decides otherwise about any subject."""
