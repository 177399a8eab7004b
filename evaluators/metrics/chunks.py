"""What a text changes in its region, chunk by chunk, as a unified diff with three lines of context would show it.

Shared by `location`, `partial_match` and `within_target`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask

_CONTEXT = 3
"""Lines. Changes at most twice as far apart stand in one chunk."""


@dataclass(frozen=True, slots=True)
class Chunk:
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


def chunks(before: str, after: str) -> list[Chunk]:
    """The chunks between two texts, from top to bottom; those that change blank lines alone are left out.

    So does the evaluation of NextEditPrediction (arXiv 2508.10074), whose chunks these are.
    """
    old, new = split_lines(before), split_lines(after)
    groups: list[list[tuple[int, int, int, int]]] = []
    for change in _changes(old, new):
        if groups and change[0] - groups[-1][-1][1] <= 2 * _CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])
    found = [_chunk(group, old, new) for group in groups]
    return [chunk for chunk in found if any(line.strip() for _, line in (*chunk.removed, *chunk.added))]


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Lines `[i1, i2)` of `old` gave way to `[j1, j2)` of `new`."""
    from rapidfuzz.distance import Indel

    last: tuple[int, int, int, int] | None = None
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            continue
        if last is not None and last[1] == code.src_start and last[3] == code.dest_start:
            last = (last[0], code.src_end, last[2], code.dest_end)
            continue
        if last is not None:
            yield last
        last = (code.src_start, code.src_end, code.dest_start, code.dest_end)
    if last is not None:
        yield last


def _chunk(group: list[tuple[int, int, int, int]], old: list[str], new: list[str]) -> Chunk:
    first, last = max(0, group[0][0] - _CONTEXT), min(len(old), group[-1][1] + _CONTEXT)
    gone = {line for i1, i2, _, _ in group for line in range(i1, i2)}
    return Chunk(
        kept=tuple(line for line in range(first, last) if line not in gone),
        removed=tuple((line, old[line]) for line in sorted(gone)),
        added=tuple((i2, new[line]) for _, i2, j1, j2 in group for line in range(j1, j2)),
    )
