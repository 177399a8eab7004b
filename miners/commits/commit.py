"""A commit and the files that it modifies, as git states them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One file that a commit modifies."""

    path: str
    old_blob: str
    new_blob: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit and the regular files that it modifies; additions, deletions, links and submodules are not."""

    id: str
    parent: str
    author_time: int
    author_name: str
    author_email: str
    message: str
    changes: tuple[Change, ...]
