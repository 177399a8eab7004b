"""Replacing lines by the plainest of means: what the miner's texts are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replacement:
    """Lines `[start, end)` of an old text give way to `new` (whole lines). Zero-based, half open."""

    start: int
    end: int
    new: tuple[str, ...]


def apply_replacements(lines: Sequence[str], replacements: Iterable[Replacement]) -> list[str]:
    """Apply non-overlapping `replacements`, all in the coordinates of `lines`, in ascending order."""
    result: list[str] = []
    position = 0
    for edit in replacements:
        if edit.start < position:
            raise ValueError(f"replacement at line {edit.start} overlaps the one before it")
        result.extend(lines[position : edit.start])
        result.extend(edit.new)
        position = edit.end
    result.extend(lines[position:])
    return result
