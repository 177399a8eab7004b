"""Which earlier edits each edit of a commit follows from: its commit's own, and recent ones to its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from miners.commits.commit import Commit
from miners.commits.edits import Edit, FileEdits
from miners.config import MinerConfig
from miners.extraction.recent import RecentEdits
from miners.targets.moment import Moment
from miners.targets.past import PastEdit
from miners.targets.target import Target


class Histories:
    """What was done before each edit of one commit."""

    def __init__(self, commit: Commit, edits: Sequence[Edit], recent: RecentEdits, config: MinerConfig) -> None:
        self._commit, self._edits, self._recent, self._config = commit, edits, recent, config
        self._short = [PastEdit(edit, True) for edit in edits if _is_short(edit, config)]
        self._done = [0]
        """How many edits that a history may show stand before each edit, and before the end."""
        for edit in edits:
            self._done.append(self._done[-1] + _is_short(edit, config))

    @property
    def n_edits(self) -> int:
        """How many edits the commit holds."""
        return len(self._edits)

    def before(self, index: int, file: FileEdits) -> list[PastEdit]:
        """What a developer in `file` has done when the first `index` edits of the commit are made."""
        done = self._done[index]
        past = self._short[max(0, done - self._config.history) : done]
        return self._earlier(file, len(past)) + past

    def targets(self, idf: Mapping[str, float]) -> Iterator[Target]:
        """Each edit, in order, as a target with its history."""
        for index, edit in enumerate(self._edits):
            history = self.before(index, edit.file)
            yield Target(self._commit, self._edits, index, history=history, idf=idf, config=self._config)

    def quiet_moments(self, indices: Sequence[int]) -> Iterator[tuple[int, Moment]]:
        """The moments before the edits of `indices`, and the one after the last edit, each with its place.

        A moment before an edit is seen from the edit's own file, and from the one that was finished just then.
        """
        for index in indices:
            if index >= len(self._edits):
                continue
            file = self._edits[index].file
            yield index, Moment(file, file.hunks.index(self._edits[index].hunk), self.before(index, file))
            last = self._edits[index - 1].file if index else file
            if last is not file:
                yield index, Moment(last, len(last.hunks), self.before(index, last))
        if not self._edits:
            return
        last, end = self._edits[-1].file, len(self._edits)
        yield end, Moment(last, len(last.hunks), self.before(end, last))

    def _earlier(self, file: FileEdits, n_past: int) -> list[PastEdit]:
        """Edits that an earlier commit made to this very version of the file, if that was not long before."""
        config = self._config
        room = min(config.history - n_past, config.previous_edits)
        if room <= 0:
            return []
        found = self._recent.leading_to(file.change.old_blob)
        edits = [edit for edit in found if edit.path == file.change.path and _is_short(edit, config)]
        if not edits or not 0 <= self._commit.author_time - edits[0].author_time <= config.previous_seconds:
            return []
        return [PastEdit(edit, False) for edit in edits[-room:]]


def _is_short(edit: Edit, config: MinerConfig) -> bool:
    """Whether a history may show it: a longer one would crowd out everything else."""
    hunk, limit = edit.hunk, config.max_history_lines
    return hunk.old_end - hunk.old_start <= limit and hunk.new_end - hunk.new_start <= limit
