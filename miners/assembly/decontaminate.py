"""Tasks that another data set already holds: so that a benchmark stays out of a training set, or the reverse."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import from_row
from miners.assembly.caps import Drops
from miners.chunks.entries import Entry, read_row
from miners.targets.fingerprint import target_hash_of
from miners.tokens import tokens

_GRAM = 13
"""Tokens in a row that two texts of different origin hardly share; the length that language models' papers use."""
_SHARE = 0.5
"""Share of a region's grams from which it counts as seen."""


class Seen:
    """What is known of the other data sets: commits, targets, and token 13-grams of regions and answers."""

    def __init__(self, tasks: Iterable[EditTask]) -> None:
        import numpy as np

        self.commits: set[str] = set()
        self.targets: set[str] = set()
        grams = array("q")
        for task in tasks:
            self.commits.add(task.provenance.commit)
            self.targets.add(target_hash_of(task))
            grams.extend(_grams(task))
        # A set of a million numbers takes 70 MB, this 8.
        self._grams = np.unique(np.array(grams, dtype=np.int64))

    def reason(self, entry: Entry) -> str:
        """`seen:commit`, `seen:target`, `seen:text`, or empty. Only the last needs the task's texts."""
        import numpy as np

        if entry.commit in self.commits:
            return "seen:commit"
        if entry.target in self.targets:
            return "seen:target"
        grams = _grams(from_row(EditTask, read_row(entry)))
        own = np.fromiter(grams, np.int64)
        known = np.searchsorted(self._grams, own, "right") - np.searchsorted(self._grams, own, "left")
        return "seen:text" if grams and known.sum() >= _SHARE * len(grams) else ""


def _grams(task: EditTask) -> set[int]:
    """Hashes of the 13-grams of region and answer; good within this process, which is all that is asked."""
    found: set[int] = set()
    for text in (task.region_text, task.reference):
        sequence = tokens(text)
        found |= {hash(tuple(sequence[i : i + _GRAM])) for i in range(len(sequence) - _GRAM + 1)}
    return found


def drop_seen(entries: Sequence[Entry], others: Sequence[Path]) -> tuple[list[Entry], Drops]:
    """The tasks that none of the data sets at `others` holds, and those to drop with the reason."""
    if not others:
        return list(entries), []
    seen = Seen(task for path in others for task in open_dataset(path).tasks())
    kept: list[Entry] = []
    dropped: Drops = []
    for entry in entries:
        reason = seen.reason(entry)
        if reason:
            dropped.append((entry, reason))
        else:
            kept.append(entry)
    return kept, dropped
