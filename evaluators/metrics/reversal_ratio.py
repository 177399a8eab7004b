"""Reversal ratio: how much of what the prediction changes undoes what the history did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq, Postfix, Prefix

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.differences import differences
from evaluators.metrics.recent import Recent

_TOKEN = re.compile(r"\w+|\s|[^\w\s]")
_LIMIT = 20_000
"""Characters of a text that are looked at; what is longer is not an edit that anyone would show."""


class _Change(NamedTuple):
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
    history = _past_changes(task)
    if not history:
        return 0.0
    changes = _changes(task.region_text[:_LIMIT], predicted[:_LIMIT])
    total = sum(len(change.old) + len(change.new) for change in changes)
    if not total:
        return 0.0
    undone = 0
    shift = 0
    for past in history:
        start = past.start + shift
        shift += len(past.new) - len(past.old)
        undone += sum(_overlap(change, start, start + len(past.new)) for change in changes)
        undone += sum(_restored(change, past.old, start) for change in changes)
    return min(1.0, undone / total)


@Recent
def _past_changes(task: EditTask) -> list[_Change]:
    """What the history changed in the region."""
    return _changes(_region_before(task)[:_LIMIT], task.region_text[:_LIMIT])


def _overlap(change: _Change, start: int, end: int) -> int:
    return max(0, min(change.end, end) - max(change.start, start))


def _restored(change: _Change, deleted: str, place: int) -> int:
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
    head, tail = _same_words(before, after)
    old, new = (_TOKEN.findall(text, head, len(text) - tail) for text in (before, after))
    return [part for change in _differences(old, new, head) for part in _narrowed(change)]


def _same_words(before: str, after: str) -> tuple[int, int]:
    """The characters of the words that both begin with, and of those that what is left of both ends with."""
    head = Prefix.similarity(before, after)
    while _splits_a_word(before, head) or _splits_a_word(after, head):
        head -= 1
    tail = min(Postfix.similarity(before, after), len(before) - head, len(after) - head)
    while _splits_a_word(before, len(before) - tail) or _splits_a_word(after, len(after) - tail):
        tail -= 1
    return head, tail


def _splits_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and _in_word(text[place - 1]) and _in_word(text[place])


def _in_word(letter: str) -> bool:
    """As `\\w` has it."""
    return letter.isalnum() or letter == "_"


def _narrowed(change: _Change) -> list[_Change]:
    # Letters that must go or come if one of the two holds the other's letters in their order.
    least = abs(len(change.old) - len(change.new))
    if change.old and change.new and Indel.distance(change.old, change.new, score_cutoff=least) == least:
        return _differences(change.old, change.new, change.start)
    return [change]


def _differences(old: Sequence[str], new: Sequence[str], start: int) -> list[_Change]:
    """What differs between words or letters, the first of which begins at `start`."""
    found: list[_Change] = []
    done = 0
    for i1, i2, j1, j2 in differences(old, new):
        start += sum(map(len, old[done:i1]))
        found.append(_Change(start, "".join(old[i1:i2]), "".join(new[j1:j2])))
        start += len(found[-1].old)
        done = i2
    return found
