"""Tasks whose right answer is no edit: a region that the developer left alone after the last edit of a commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from codeedit_bench.tasks.records import NO_EDIT, Cursor, EditTask, Provenance, Region, Signals, task_digest
from miners.commits.commit import Commit
from miners.commits.edits import Edit
from miners.config import MinerConfig
from miners.draws import seeded
from miners.targets.draft import Draft, unchanged_draft
from miners.targets.labels import is_test, scope
from miners.targets.past import PastEdit
from miners.tokens import words as words_in

_DISTANCE = 3
"""Unchanged lines between the region and any edit of the commit."""


def no_edit_draft(
    commit: Commit, edits: Sequence[Edit], config: MinerConfig, provenance: Provenance
) -> Draft | None:
    """A region of the last edited file that no edit of the commit touches; None if the file has no room.

    It prefers regions that hold a word which the history inserted: there an edit would be tempting. Regions that
    hold a word which the history only deleted are passed over: the developer may have forgotten them.
    """
    file = edits[-1].file
    lines, size = file.new, config.region_lines
    taken = [(hunk.new_start - _DISTANCE, hunk.new_end + _DISTANCE) for hunk in file.hunks]
    starts = [
        start
        for start in range(0, max(len(lines) - size, 0), max(size // 2, 1))
        if all(start + size <= first or start >= last for first, last in taken)
    ]
    past = [PastEdit(edit, True) for edit in edits[-config.history :]]
    inserted = frozenset().union(*(item.edit.inserted for item in past))
    deleted = frozenset().union(*(item.edit.deleted for item in past)) - inserted
    settled = [start for start in starts if not _holds(lines[start : start + size], deleted)]
    pool = [start for start in settled if _holds(lines[start : start + size], inserted)] or settled
    if not pool:
        return None
    start = pool[seeded(commit.id, file.change.path, "no edit") % len(pool)]
    last = edits[-1].hunk.new_end
    cursor = Cursor(last - 1, len(lines[last - 1].rstrip("\r\n"))) if edits[-1].new else Cursor(last, 0)
    task = EditTask(
        task_id="",
        language=file.language,
        path=file.change.path,
        history=tuple(item.record() for item in past),
        file_text="".join(lines),
        region=Region(start, start + size),
        cursor=cursor,
        reference="".join(lines[start : start + size]),
        accepted=(),
        n_edits=len(edits),
        edit_index=len(edits),
        signals=Signals(
            link=0.0,
            known=1.0,
            replay=False,
            reversal=False,
            edit_kind="none",
            difficulty="none",
            scope=scope(lines, start),
            lines_removed=0,
            lines_added=0,
            is_test=is_test(file.change.path),
            parse_errors_before=0,
            parse_errors_after=0,
        ),
        tags=(NO_EDIT,),
        split="train",
        provenance=provenance,
    )
    return unchanged_draft(replace(task, task_id=task_digest(task)), lines)


def _holds(lines: Sequence[str], words: frozenset[str]) -> bool:
    return not words.isdisjoint(words_in("".join(lines)))
