"""What tells whether two tasks ask the same: a hash of the target's normal form, and MinHash over the region."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from os.path import commonprefix

from codeedit_bench.lines import common_ends, split_lines
from codeedit_bench.tasks.records import EditTask
from miners.tokens import tokens

PERMUTATIONS = 128
_SEED = 42
_SHINGLE = 5


def changed_lines(old: Sequence[str], new: Sequence[str]) -> tuple[int, Sequence[str], Sequence[str]]:
    """What is left between the common first and last lines: how many are common above, old lines, new lines."""
    above, below = common_ends(old, new)
    return above, old[above : len(old) - below], new[above : len(new) - below]


def target_hash(language: str, old: Sequence[str], new: Sequence[str]) -> str:
    """Of the normal form of a target's lines before and after, or of an unedited region's lines twice.

    How deep the target is indented as a whole does not count.
    """
    from codeedit_bench.normalize import normal_form

    indents = [line[: len(line) - len(line.lstrip())] for line in (*old, *new) if line.strip()]
    margin = commonprefix(indents)  # noqa: RUF071 - of characters is what is meant
    parts = [language]
    for lines in (old, new):
        parts.append(normal_form("".join(line.removeprefix(margin) for line in lines), language))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def target_hash_of(task: EditTask) -> str:
    """The same, of a task read from a data set."""
    before = split_lines(task.region_text)
    _, old, new = changed_lines(before, split_lines(task.reference))
    return target_hash(task.language, old, new) if old or new else target_hash(task.language, before, before)


def signature_of(language: str, region: str, reference: str) -> bytes:
    """The MinHash of the shingles of a region and its answer: `PERMUTATIONS` unsigned numbers of four bytes.

    The share of places in which two of them agree estimates the Jaccard similarity of the shingles.
    """
    import rensa

    found = rensa.RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    found.update([f"{language}\1{gram}" for gram in shingles(region, reference)])
    return array("I", found.digest()).tobytes()


def shingles(region: str, reference: str) -> list[str]:
    """Token 5-grams of the region twice: once as it was, once as it becomes."""
    sequence = [*tokens(region), "=>", *tokens(reference)]
    grams = {"\1".join(sequence[i : i + _SHINGLE]) for i in range(max(1, len(sequence) - _SHINGLE + 1))}
    return sorted(grams)
