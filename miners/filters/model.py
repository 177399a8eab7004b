"""What a filter is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from codeedit_bench.records import Verdict
from miners.changes import Change
from miners.config import MinerConfig

Stage = Literal["commit", "path", "file", "candidate", "task"]
"""What a filter sees: a `Commit`, a path, a `FileTexts`, a judged `Evidence`, or the finished `EditTask`."""

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
