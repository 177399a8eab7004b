"""What an importer is: a reader of one set's files, and where the set comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.tasks.records import PriorEdit


@dataclass(frozen=True, slots=True)
class Example:
    """One row of a set in the project's terms, before its region is chosen."""

    name: str
    """Of the row, for messages."""
    path: str
    before: str
    """The file, or the excerpt that the set has of it, as it stands."""
    after: tuple[str, ...]
    """What it became: the reference first, then other accepted answers."""
    history: tuple[PriorEdit, ...] = ()
    language: str = ""
    """Empty: told by the path."""
    cursor_offset: int | None = None
    """In characters into `before`; None: where the last edit of the history ended, else the region's start."""
    region: tuple[int, int] | None = None
    """Lines; None: the changed lines with a margin."""
    repository: str = ""
    """Where the code comes from; empty: the set itself."""
    commit: str = ""
    licence: str = ""
    """SPDX, of this row; empty: the set's."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that cannot become a task, and why. Every one is counted."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Importer:
    name: str
    summary: str
    source: str
    """Where the set is had."""
    licence: str
    """SPDX of the set, where it states one."""
    takes: str
    """What PATH must be."""
    read: Callable[[Path], Iterator[Example | Skipped]]
    version: int = 2
    """Stated by every imported data set. Raise it when the same files give other tasks."""
