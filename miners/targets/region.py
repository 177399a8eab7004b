"""The region that a task asks for: around the target, placed so that its middle gives nothing away."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import Region

_ALIGN = 3
"""Lines by which an edge may move outwards to stand at a blank line."""


def choose_region(lines: Sequence[str], start: int, end: int, *, limit: int, size: int, seed: int) -> Region:
    """A region of about `size` lines that holds `[start, end)` and ends at or before `limit`.

    At least one line stands above and below the target where the file has one and `limit` allows it. How many of
    the lines stand below is drawn by `seed`.
    """
    size = max(size, end - start + 4)
    below_room = limit - end
    fewest, most = min(1, below_room), max(min(size - (end - start) - 1, below_room), 0)
    below = fewest + seed % (most - fewest + 1)
    above = min(start, size - (end - start) - below)
    first, last = start - above, end + below
    for shift in range(_ALIGN + 1):
        if first - shift <= 0 or not lines[first - shift - 1].strip():
            first = max(0, first - shift)
            break
    for shift in range(_ALIGN + 1):
        if last + shift > limit:
            break
        if last + shift == len(lines) or not lines[last + shift].strip():
            last += shift
            break
    return Region(first, last)
