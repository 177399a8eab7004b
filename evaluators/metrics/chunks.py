"""What a text changes in its region, chunk by chunk, as a unified diff with three lines of context would show it.

Shared by `location`, `partial_match` and `within_target`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from codeedit_bench.lines import count_lines, same_lines, split_lines
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics.differences import Difference, differences

_CONTEXT = 3
"""Lines. Changes at most twice as far apart stand in one chunk."""


class Chunk(NamedTuple):
    """One chunk of a diff; line numbers count from the region's first line."""

    kept: tuple[int, ...]
    """The unchanged lines that the chunk shows: they say where it is."""
    removed: tuple[tuple[int, str], ...]
    """The lines it takes away, each with its number."""
    added: tuple[tuple[int, str], ...]
    """The lines it brings, each with the number of the old line that it stands before."""


def answers(task: EditTask) -> Iterator[str]:
    """The texts that are right."""
    yield task.reference
    yield from task.accepted


@lru_cache(maxsize=64)  # three metrics ask for the same texts, and each prediction for the same answers
def chunks(before: str, after: str) -> tuple[Chunk, ...]:
    """The chunks between two texts, from top to bottom; those that change blank lines alone are left out.

    So does the evaluation of NextEditPrediction (arXiv 2508.10074), whose chunks these are.
    """
    head, tail = same_lines(before, after)
    old, new = (split_lines(text[head : len(text) - tail]) for text in (before, after))
    above, below = count_lines(before[:head]), count_lines(before[len(before) - tail :])
    groups: list[list[Difference]] = []
    for change in differences(old, new):
        if groups and change[0] - groups[-1][-1][1] <= 2 * _CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])
    found = [_chunk(group, old, new, above, above + len(old) + below) for group in groups]
    return tuple(chunk for chunk in found if any(line.strip() for _, line in (*chunk.removed, *chunk.added)))


def _chunk(group: list[Difference], old: list[str], new: list[str], above: int, end: int) -> Chunk:
    """`old` and `new` stand `above` lines below the region's first one, and `end` lines has the old region."""
    kept: list[int] = []
    done = max(0, above + group[0][0] - _CONTEXT)
    for i1, i2, _, _ in group:
        kept += range(done, above + i1)
        done = above + i2
    kept += range(done, min(end, done + _CONTEXT))
    return Chunk(
        kept=tuple(kept),
        removed=tuple((above + line, old[line]) for i1, i2, _, _ in group for line in range(i1, i2)),
        added=tuple((above + i2, new[line]) for _, i2, j1, j2 in group for line in range(j1, j2)),
    )
