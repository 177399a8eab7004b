"""What came out of some commits beside the tasks: counts, and each thing that was dropped with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from miners.commits.commit import Commit


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing that a filter dropped."""

    repository: str
    commit: str
    path: str
    line: int | None
    """Of the edit, from 0; None where a whole file or commit was dropped."""
    reason: str


@dataclass(slots=True)
class Outcome:
    """What came out of some commits of one repository, but for the tasks."""

    repository: str
    rejects: list[Reject] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """Of what was read: commits, files, edits."""
    missing_blobs: int = 0

    def reject(self, commit: Commit, reason: str, path: str = "", line: int | None = None) -> None:
        """Note that something was dropped. Bytes of a path that are not UTF-8 are shown as such."""
        safe = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self.rejects.append(Reject(self.repository, commit.id, safe, line, reason))
