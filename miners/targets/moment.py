"""A moment between two edits of a commit, seen from one of its files: what stands there, what is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from codeedit_bench.tasks.records import Cursor, Region
from miners.commits.edits import FileEdits, Hunk
from miners.targets.past import PastEdit
from miners.targets.region import Span, is_inside


class Moment:
    """The first `made` edits of `file` are made, the others are not; `history` led to it."""

    def __init__(self, file: FileEdits, made: int, history: Sequence[PastEdit]) -> None:
        self.file, self.made, self.history = file, made, history

    @cached_property
    def lines(self) -> list[str]:
        """The file as it stands."""
        hunk = self._next
        return self.file.new[: hunk.new_start] + self.file.old[hunk.old_start :] if hunk else self.file.new

    @property
    def _next(self) -> Hunk | None:
        return self.file.hunks[self.made] if self.made < len(self.file.hunks) else None

    @property
    def shift(self) -> int:
        """How many lines the edits made have added above those still to come."""
        hunk = self._next
        return hunk.new_start - hunk.old_start if hunk else 0

    @cached_property
    def unmade(self) -> list[Span]:
        """The lines of the file as it stands that are still to be replaced, from top to bottom."""
        return [(hunk.old_start + self.shift, hunk.old_end + self.shift) for hunk in self.file.hunks[self.made :]]

    @cached_property
    def last_line(self) -> int | None:
        """The line below the last edit of the history; None if that lies in another file, or there is none."""
        last = self.history[-1] if self.history else None
        if last is None or last.edit.path != self.file.change.path:
            return None
        line = last.edit.hunk.new_end
        if not last.in_commit:
            done = [hunk for hunk in self.file.hunks[: self.made] if hunk.old_end <= line]
            line += sum((hunk.new_end - hunk.new_start) - (hunk.old_end - hunk.old_start) for hunk in done)
        return min(max(line, 0), max(len(self.lines) - 1, 0))

    def cursor(self, region: Region) -> Cursor:
        """The end of the last edit of the history if that lies in this file, else the region's start."""
        line = self.last_line
        if line is None:
            return Cursor(region.start_line, 0)
        if self.history[-1].edit.new_lines and line > 0:
            return Cursor(line - 1, len(self.lines[line - 1].rstrip("\r\n")))
        return Cursor(line, 0)

    def states(self, region: Region) -> list[str]:
        """The region around the next edit as it stands, then after that edit and one, two, … all others in it."""
        before = self.lines[: region.end_line]
        later = zip(self.file.hunks[self.made + 1 :], self.unmade[1:], strict=True)
        hunks = [self.file.hunks[self.made], *(hunk for hunk, span in later if is_inside(region, span))]
        texts = ["".join(before[region.start_line :])]
        done: list[str] = []
        at = region.start_line
        for hunk in hunks:
            done += [*before[at : hunk.old_start + self.shift], *self.file.new[hunk.new_start : hunk.new_end]]
            at = hunk.old_end + self.shift
            texts.append("".join([*done, *before[at:]]))
        return texts
