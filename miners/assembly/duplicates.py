"""Tasks that ask the same again, within a repository and across repositories, forks and mirrors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from miners.chunks.entries import Entry
from miners.targets.fingerprint import PERMUTATIONS, read_signature

if TYPE_CHECKING:
    import rensa


class DuplicateFinder:
    """Says of each task, in the order given, whether one that came before asks the same."""

    def __init__(self, threshold: float) -> None:
        import rensa

        self._targets: set[str] = set()
        self._threshold = threshold
        # More bands than needed find all candidates; each is then measured on its signature.
        self._index = rensa.RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=32)
        self._hashes: list[rensa.RMinHash] = []

    def reason(self, entry: Entry) -> str:
        """`duplicate:target`, `duplicate:near`, or empty: then the task is remembered."""
        if entry.target in self._targets:
            return "duplicate:target"
        signature = read_signature(entry.signature)
        for key in self._index.query(signature):
            if signature.jaccard(self._hashes[key]) >= self._threshold:
                return "duplicate:near"
        self._targets.add(entry.target)
        self._index.insert(len(self._hashes), signature)
        self._hashes.append(signature)
        return ""


def drop_duplicates(entries: Iterable[Entry], threshold: float) -> tuple[list[Entry], list[tuple[Entry, str]]]:
    """The tasks to keep and those to drop with the reason; of equal ones the oldest stays."""
    finder = DuplicateFinder(threshold)
    kept, dropped = [], []
    for entry in sorted(entries, key=lambda entry: (entry.author_time, entry.task_id)):
        reason = finder.reason(entry)
        if reason:
            dropped.append((entry, reason))
        else:
            kept.append(entry)
    return kept, dropped
