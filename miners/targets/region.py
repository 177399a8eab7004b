"""The region that a task asks for, and the lines that the developer has still to change in it.

One function places the region, around a target or around a phantom of one. So a region says nothing of its own
about what is to be changed in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.draws import share
from codeedit_bench.tasks.records import Region

Span = tuple[int, int]
"""Lines `[first, last)`; none for a place where lines are only inserted."""


def draw_region(
    n_lines: int, target: Span, unmade: Sequence[Span], *, size: int, name: Sequence[object]
) -> Region:
    """A region of about `size` lines in a file of `n_lines`, that holds `target` at a place drawn by `name`.

    All places of the target in the region are equally likely. Where the file ends, or where a border would cut
    one of the `unmade` edits, the region shrinks on both sides alike. Its size is drawn between three and five
    quarters of `size`, so that a region that shrank does not stand out. Unmade edits lie in it whole, or outside.
    """
    room = max(4, round(size * (0.75 + share(*name, "size") / 2)) - (target[1] - target[0]))
    place = share(*name, "place")
    region = _placed(n_lines, target, room, place)
    while room and any(_is_cut(region, span) for span in unmade):
        room -= 1
        region = _placed(n_lines, target, room, place)
    return region


def _placed(n_lines: int, target: Span, room: int, place: float) -> Region:
    """`room` other lines around the target, `place` in [0, 1) of them above it."""
    start, end = target
    while room and (int(place * (room + 1)) > start or room - int(place * (room + 1)) > n_lines - end):
        room -= 1
    above = int(place * (room + 1))
    return Region(start - above, end + room - above)


def _is_cut(region: Region, span: Span) -> bool:
    return not is_inside(region, span) and not is_outside(region, span)


def is_inside(region: Region, span: Span) -> bool:
    """Whether an answer that holds the whole edit of `span` is a text of `region`, and of no other lines."""
    first, last = span
    if first == last:
        return region.start_line < first < region.end_line
    return region.start_line <= first and last <= region.end_line


def is_outside(region: Region, span: Span) -> bool:
    """Whether the edit of `span` changes nothing in `region`, nor inserts lines at its borders."""
    first, last = span
    if first == last:
        return first < region.start_line or last > region.end_line
    return last <= region.start_line or first >= region.end_line
