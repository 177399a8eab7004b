"""An edit as the history of a later one."""

from __future__ import annotations

from dataclasses import dataclass

from codeedit_bench.tasks.records import PriorEdit
from miners.commits.edits import Edit


@dataclass(frozen=True, slots=True)
class PastEdit:
    """An edit of the history and whether the target's own commit made it."""

    edit: Edit
    in_commit: bool

    def record(self) -> PriorEdit:
        edit = self.edit
        return PriorEdit(
            path=edit.path,
            origin="in_commit" if self.in_commit else "prev_commit",
            old_start=edit.hunk.new_start,
            new_start=edit.hunk.new_start,
            old=edit.old,
            new=edit.new,
            diff=edit.unified(),
        )
