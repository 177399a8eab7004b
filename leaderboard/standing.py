"""Who stands where: exact match with its interval and the ranks that the data leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evaluators.statistics.differences import moment_p_values
from evaluators.statistics.intervals import Interval, moment_intervals
from evaluators.statistics.moments import Moments
from evaluators.statistics.ranking import RankRange, rank_ranges
from leaderboard.entry import Entry

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Standing:
    estimate: Interval
    ranks: RankRange | None
    """None for a baseline: it is a line to compare with, and takes no place."""

    @property
    def shown(self) -> str:
        return "–" if self.ranks is None else str(self.ranks)


def standings(entries: Sequence[Entry], moments: Moments, right: Sequence[np.ndarray]) -> list[Standing]:
    """The standing of each entry, in the order given. Baselines have no rank.

    `moments` and `right` (each system's values) are over the tasks that ask for an edit.
    """
    ranked = [number for number, entry in enumerate(entries) if not entry.is_baseline]
    ranks: list[RankRange | None] = [None] * len(entries)
    if ranked:
        p_values = moment_p_values(moments.of(ranked), _Chosen(right, ranked))
        for number, found in zip(ranked, rank_ranges(moments.means[ranked], p_values), strict=True):
            ranks[number] = found
    return [Standing(estimate, one) for estimate, one in zip(moment_intervals(moments), ranks, strict=True)]


class _Chosen(Sequence["np.ndarray"]):
    """Some of the systems' values, read when they are asked for."""

    def __init__(self, values: Sequence[np.ndarray], places: Sequence[int]) -> None:
        self._values, self._places = values, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: Any) -> Any:
        return self._values[self._places[place]]
