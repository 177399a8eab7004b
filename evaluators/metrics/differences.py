"""Where two sequences differ, by the longest common subsequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

Difference = tuple[int, int, int, int]
"""`(i1, i2, j1, j2)`: what stands at `[i1, i2)` of one gave way to what stands at `[j1, j2)` of the other."""


def differences(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    """From the first to the last.

    >>> list(differences("abcd", "axcde"))
    [(1, 2, 1, 2), (4, 4, 4, 5)]
    """
    i = j = 0
    for block in Indel.editops(old, new).as_matching_blocks():
        if i < block.a or j < block.b:
            yield i, block.a, j, block.b
        i, j = block.a + block.size, block.b + block.size
