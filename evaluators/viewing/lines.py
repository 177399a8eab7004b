"""Two texts line by line, side by side: which lines are the same, and which stand on one side alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from codeedit_bench.lines import split_lines
from codeedit_bench.terminal import printable

_SPACE = "·"


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of each side, made printable; None where a side has none there."""

    left: str | None
    right: str | None

    @property
    def same(self) -> bool:
        return self.left == self.right


def side_by_side(left: str, right: str) -> Iterator[Pair]:
    """The lines of two texts in pairs, equal ones beside each other."""
    ours, theirs = split_lines(left), split_lines(right)
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        same = kind == "equal"
        for offset in range(max(last - first, end - start)):
            yield Pair(
                shown_line(ours[first + offset], mark=not same) if first + offset < last else None,
                shown_line(theirs[start + offset], mark=not same) if start + offset < end else None,
            )


def shown_line(line: str, *, mark: bool = False) -> str:
    """A line without its end, printable. `mark` shows blanks at its end as `·` and a missing line end."""
    body = line.removesuffix("\n")
    shown = printable(body, keep="\t")
    if not mark:
        return shown
    bare = shown.rstrip(" \t")
    ended = "" if line.endswith("\n") else "  (no newline at the end)"
    return bare + _SPACE * (len(shown) - len(bare)) + ended
