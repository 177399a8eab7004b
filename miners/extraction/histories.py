"""Which earlier edits each edit of a commit follows from: its commit's own, and recent ones to its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from miners.commits.commit import Commit
from miners.commits.edits import Edit
from miners.config import MinerConfig
from miners.extraction.recent import RecentEdits
from miners.targets.past import PastEdit
from miners.targets.target import Target


def targets_of(
    commit: Commit, edits: Sequence[Edit], recent: RecentEdits, idf: Mapping[str, float], config: MinerConfig
) -> Iterator[Target]:
    """Each edit of `commit`, in order, as a target with its history."""
    short = short_edits(edits, config)
    done = 0
    for index, edit in enumerate(edits):
        past = [PastEdit(item, True) for item in short[max(0, done - config.history) : done]]
        done += _is_short(edit, config)
        history = _earlier(commit, edit, len(past), recent, config) + past
        yield Target(commit, edits, index, history=history, idf=idf, config=config)


def short_edits(edits: Sequence[Edit], config: MinerConfig) -> list[Edit]:
    """Those that a history may show: a longer one would crowd out everything else."""
    return [edit for edit in edits if _is_short(edit, config)]


def _is_short(edit: Edit, config: MinerConfig) -> bool:
    hunk, limit = edit.hunk, config.max_history_lines
    return hunk.old_end - hunk.old_start <= limit and hunk.new_end - hunk.new_start <= limit


def _earlier(commit: Commit, edit: Edit, n_past: int, recent: RecentEdits, config: MinerConfig) -> list[PastEdit]:
    """Edits that an earlier commit made to this very version of the file, if that was not long before."""
    room = min(config.history - n_past, config.previous_edits)
    if room <= 0:
        return []
    found = recent.leading_to(edit.file.change.old_blob)
    edits = short_edits([item for item in found if item.path == edit.path], config)
    if not edits or not 0 <= commit.author_time - edits[0].author_time <= config.previous_seconds:
        return []
    return [PastEdit(item, False) for item in edits[-room:]]
