"""Reversal ratio: how much of what the prediction changes undoes what the history did."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask

_TOKEN = re.compile(r"\w+|\s|[^\w\s]")
_LIMIT = 20_000
"""Characters of a text that are looked at; what is longer is not an edit that anyone would show."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Characters `[start, end)` of a text, `old`, gave way to `new`."""

    start: int
    old: str
    new: str

    @property
    def end(self) -> int:
        return self.start + len(self.old)


def reversal_ratio(task: EditTask, predicted: str) -> float:
    """Characters that undo an edit of the history over all that the prediction inserts or deletes. Lower is
    better.

    After the reversal tracking of the Zed editor's evaluation of edit predictions. Deleting what the history
    inserted counts, and so does inserting what it deleted at that place. Completing or shortening a word is no
    reversal of the letters that stay. Zed looks at the last edit of the file; here all the history's edits of the
    region count whose text still stands. 0 where nothing is changed.
    """
    now = task.region_text[:_LIMIT]
    changes = _changes(now, predicted[:_LIMIT])
    total = sum(len(change.old) + len(change.new) for change in changes)
    if not total:
        return 0.0
    undone = 0
    shift = 0
    for past in _changes(_region_before(task)[:_LIMIT], now):
        start = past.start + shift
        shift += len(past.new) - len(past.old)
        undone += sum(_overlap(change, start, start + len(past.new)) for change in changes)
        undone += sum(_restored(change, past.old, start) for change in changes)
    return min(1.0, undone / total)


def _overlap(change: _Change, start: int, end: int) -> int:
    return max(0, min(change.end, end) - max(change.start, start))


def _restored(change: _Change, deleted: str, place: int) -> int:
    from rapidfuzz.distance import LCSseq

    if not deleted or not change.new or not (change.start <= place < max(change.end, change.start + 1)):
        return 0
    return int(LCSseq.similarity(deleted, change.new))


def _region_before(task: EditTask) -> str:
    """The region as it stood before the history's edits, the last one undone first."""
    lines = split_lines(task.file_text)
    start, end = task.region.start_line, task.region.end_line
    for edit in reversed(task.history):
        old, new = split_lines(edit.old), split_lines(edit.new)
        first, last = edit.new_start, edit.new_start + len(new)
        if edit.path != task.path or lines[first:last] != new or first > len(lines):
            continue
        inside = start <= first and last <= end
        above = last <= start and not inside
        if not inside and not above and first < end:
            continue
        lines[first:last] = old
        shift = len(old) - len(new)
        if inside or above:
            end += shift
        if above:
            start += shift
    return "".join(lines[start:end])


def _changes(before: str, after: str) -> list[_Change]:
    """Changes of whole words, but of single characters where one text only lengthens or shortens the other."""
    words = _differences(_TOKEN.findall(before), _TOKEN.findall(after))
    return [part for change in words for part in _narrowed(change)]


def _narrowed(change: _Change) -> list[_Change]:
    if not change.old or not change.new:
        return [change]
    letters = _differences(list(change.old), list(change.new))
    if all(not part.old for part in letters) or all(not part.new for part in letters):
        return [_Change(change.start + part.start, part.old, part.new) for part in letters]
    return [change]


def _differences(old: list[str], new: list[str]) -> list[_Change]:
    from rapidfuzz.distance import Indel

    offsets = [0]
    for token in old:
        offsets.append(offsets[-1] + len(token))
    found: list[_Change] = []
    adjoins = False
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            adjoins = False
            continue
        gone = "".join(old[code.src_start : code.src_end])
        come = "".join(new[code.dest_start : code.dest_end])
        if adjoins:
            found[-1] = _Change(found[-1].start, found[-1].old + gone, found[-1].new + come)
        else:
            found.append(_Change(offsets[code.src_start], gone, come))
        adjoins = True
    return found
