"""A possible task before it is judged: one edit of a commit, what came before it, and the region around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from codeedit_bench.tasks.records import Cursor, PriorEdit, Region
from miners.changes import Commit, Edit
from miners.config import MinerConfig
from miners.region import choose_region, seeded
from miners.tokens import holds_word


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


class Candidate:
    """The edit at `index` of a commit's `edits`, with its history; the rest is computed on demand."""

    def __init__(
        self,
        commit: Commit,
        edits: Sequence[Edit],
        index: int,
        *,
        history: Sequence[PastEdit],
        idf: Mapping[str, float],
        config: MinerConfig,
    ) -> None:
        self.commit, self.edits, self.index, self.history = commit, edits, index, history
        self.idf, self.config = idf, config
        self.edit = edits[index]

    @property
    def start(self) -> int:
        """The target's first line in the file as it stands."""
        return self.edit.hunk.new_start

    @property
    def end(self) -> int:
        return self.start + self.edit.hunk.old_end - self.edit.hunk.old_start

    @cached_property
    def lines(self) -> list[str]:
        """The file as it stands: edits above are made, the target and those below are not."""
        file, hunk = self.edit.file, self.edit.hunk
        return file.new[: hunk.new_start] + file.old[hunk.old_start :]

    @cached_property
    def region(self) -> Region:
        """Ends at least one unchanged line before the next edit that is not yet made."""
        later = [hunk for hunk in self.edit.file.hunks if hunk.old_start >= self.edit.hunk.old_end]
        later = [hunk for hunk in later if hunk != self.edit.hunk]
        limit = len(self.lines)
        if later:
            limit = self.start + later[0].old_start - self.edit.hunk.old_start - 1
        seed = seeded(self.commit.id, self.edit.path, self.index)
        return choose_region(
            self.lines, self.start, self.end, limit=limit, size=self.config.region_lines, seed=seed
        )

    @property
    def above(self) -> list[str]:
        """The region's lines before the target."""
        return self.lines[self.region.start_line : self.start]

    @property
    def below(self) -> list[str]:
        return self.lines[self.end : self.region.end_line]

    @cached_property
    def reference(self) -> str:
        return "".join([*self.above, *self.edit.new_lines, *self.below])

    @cached_property
    def history_changed(self) -> frozenset[str]:
        """Words that the history inserted or deleted."""
        return frozenset().union(*(past.edit.changed for past in self.history))

    @cached_property
    def history_words(self) -> frozenset[str]:
        return frozenset().union(*(past.edit.all_words for past in self.history))

    @cached_property
    def linked(self) -> frozenset[str]:
        return self.edit.changed & self.history_changed

    @cached_property
    def link(self) -> float:
        total = sum(self._weight(word) for word in sorted(self.edit.changed))
        return sum(self._weight(word) for word in sorted(self.linked)) / total if total else 0.0

    def _weight(self, word: str) -> float:
        return self.idf.get(word, self.idf[""])

    @cached_property
    def known(self) -> float:
        inserted = self.edit.inserted
        if not inserted:
            return 1.0
        unknown = inserted - self.history_words
        if unknown:
            unknown = frozenset(word for word in unknown if not self.edit.file.held(word))
        if unknown:
            above = "".join(self.edit.file.new[: self.start])
            unknown = frozenset(word for word in unknown if not holds_word(above, word))
        return 1.0 - len(unknown) / len(inserted)

    @property
    def cursor(self) -> Cursor:
        """The end of the last edit of the history if that lies in this file, else the region's start."""
        last = self.history[-1] if self.history else None
        if last is None or last.edit.path != self.edit.path:
            return Cursor(self.region.start_line, 0)
        line = last.edit.hunk.new_end
        if not last.in_commit:
            done = [h for h in self.edit.file.hunks if h.old_end <= min(line, self.edit.hunk.old_start)]
            line += sum((h.new_end - h.new_start) - (h.old_end - h.old_start) for h in done)
        line = min(max(line, 0), max(len(self.lines) - 1, 0))
        if last.edit.new_lines and line > 0:
            return Cursor(line - 1, len(self.lines[line - 1].rstrip("\r\n")))
        return Cursor(line, 0)
