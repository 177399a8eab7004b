"""Many systems in order: each has the range of ranks that the data leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluators.statistics.differences import ALPHA

if TYPE_CHECKING:
    import numpy as np

_SAME = 1e-12
"""Two means that differ by no more are one: what is left is rounding."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """The ranks that a system may have; 1 is the best."""

    best: int
    """One more than the number of systems that are shown to be better."""
    worst: int
    """The number of systems less those that are shown to be worse."""

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


def rank_ranges(means: np.ndarray, p_values: np.ndarray, level: float = ALPHA) -> list[RankRange]:
    """A range for each system, from its mean [systems] and the p-values of all pairs [systems, systems].

    Holm's correction over all pairs keeps the chance of any false claim below `level`. A higher mean never has a
    worse range: where a pair that is told apart would turn the order round, the ranges are widened.
    """
    import numpy as np

    n_systems = len(means)
    left, right = np.triu_indices(n_systems, 1)
    flat = p_values[left, right]
    order = np.argsort(flat, kind="stable")
    steps = flat[order] * (len(flat) - np.arange(len(flat)))
    shown = order[np.cumsum(steps >= level) == 0]
    first, second = left[shown], right[shown]
    better = means[first] > means[second]
    above, below = np.where(better, first, second), np.where(better, second, first)
    best = 1 + np.bincount(below, minlength=n_systems)
    worst = n_systems - np.bincount(above, minlength=n_systems)
    falling = np.argsort(-means, kind="stable")
    groups = np.concatenate([[0], np.cumsum(np.diff(means[falling]) < -_SAME)])
    for place in range(n_systems - 2, -1, -1):
        best[falling[place]] = min(best[falling[place]], best[falling[place + 1]])
    for place in range(1, n_systems):
        worst[falling[place]] = max(worst[falling[place]], worst[falling[place - 1]])
    for place in range(1, n_systems):
        if groups[place] == groups[place - 1]:
            best[falling[place]] = best[falling[place - 1]]
    for place in range(n_systems - 2, -1, -1):
        if groups[place] == groups[place + 1]:
            worst[falling[place]] = worst[falling[place + 1]]
    return [RankRange(int(low), int(high)) for low, high in zip(best, worst, strict=True)]


def in_order(means: Sequence[float]) -> list[int]:
    """Places from the highest mean to the lowest; equal means stay in the order given."""
    return sorted(range(len(means)), key=lambda place: -means[place])
