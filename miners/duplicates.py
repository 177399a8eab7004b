"""Tasks that ask the same again, within a repository and across repositories, forks and mirrors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from os.path import commonprefix
from typing import TYPE_CHECKING

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask
from miners.tokens import tokens

if TYPE_CHECKING:
    import rensa

    from miners.entries import Entry

_PERMUTATIONS = 128
_SEED = 42
_SHINGLE = 5


def target_of(task: EditTask) -> tuple[list[str], list[str]]:
    """The region's changed lines before and after: what is left between its common first and last lines."""
    old, new = split_lines(task.region_text), split_lines(task.reference)
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    return old, new


def target_hash(task: EditTask) -> str:
    """Of the normal form of the target's lines before and after; of the whole region where nothing changes.

    How deep the target is indented as a whole does not count.
    """
    from codeedit_bench.normalize import normal_form

    old, new = target_of(task)
    if not old and not new:
        old = new = split_lines(task.region_text)
    indents = [line[: len(line) - len(line.lstrip())] for line in (*old, *new) if line.strip()]
    margin = commonprefix(indents)  # noqa: RUF071 - of characters is what is meant
    parts = [task.language]
    for lines in (old, new):
        parts.append(normal_form("".join(line.removeprefix(margin) for line in lines), task.language))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def shingles(task: EditTask) -> list[str]:
    """Token 5-grams of the region with its target twice: once as it was, once as it becomes."""
    sequence = [*tokens(task.region_text), "=>", *tokens(task.reference)]
    grams = {"\1".join(sequence[i : i + _SHINGLE]) for i in range(max(1, len(sequence) - _SHINGLE + 1))}
    return sorted(grams)


def signature_of(task: EditTask) -> bytes:
    """The MinHash of a task's shingles, as `DuplicateFinder` reads it."""
    found = _minhash()
    found.update([f"{task.language}\1{gram}" for gram in shingles(task)])
    return bytes(found.__getstate__())


def _minhash() -> rensa.RMinHash:
    import rensa

    return rensa.RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)


class DuplicateFinder:
    """Says of each task, in the order given, whether one that came before asks the same."""

    def __init__(self, threshold: float) -> None:
        import rensa

        self._targets: set[str] = set()
        self._threshold = threshold
        # More bands than needed find all candidates; each is then measured on its signature.
        self._index = rensa.RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=32)
        self._hashes: list[rensa.RMinHash] = []

    def reason(self, entry: Entry) -> str:
        """`duplicate:target`, `duplicate:near`, or empty: then the task is remembered."""
        if entry.target in self._targets:
            return "duplicate:target"
        signature = _minhash()
        signature.__setstate__(entry.signature)
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
