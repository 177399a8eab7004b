"""What a filter is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from codeedit_bench.tasks.records import EditTask, Verdict
from miners.changes import Change
from miners.config import MinerConfig

Stage = Literal["history", "commit", "path", "file", "edits", "candidate", "task"]
"""What a filter sees: the number of a commit's parents, a `Commit`, a path, a `FileTexts`, a commit's `FileEdits`,
a judged `Evidence`, or a finished `Draft`."""

DROP = Verdict(False)


@dataclass(frozen=True, slots=True)
class Filter:
    """A stage and a pure function. What it drops is counted under the filter's name and the verdict's reason."""

    stage: Stage
    check: Callable[[Any, MinerConfig], Verdict]


@dataclass(frozen=True, slots=True)
class FileTexts:
    """A modified file before its edits are looked for."""

    change: Change
    old: bytes
    new: bytes
    too_large: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished task beside the texts that would cost time to cut out of it again."""

    task: EditTask
    prefix: str
    region: str
    suffix: str
    changed: tuple[str, ...]
    """The target's lines, before and after; none where nothing changes."""

    @property
    def shown(self) -> str:
        """The region, the answer and the history: what a prompt shows, but for the rest of the file."""
        return "\n".join([self.region, self.task.reference, *(edit.diff for edit in self.task.history)])
