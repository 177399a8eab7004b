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

    Holm's correction over all pairs keeps the chance of any false claim below `level`. A claim that one system is
    ahead of another stands where it also holds for every pair that lies further apart. So the systems ahead of
    another are always those with the highest means, ranges follow the means, and a range tells every pair: A is
    ahead of B exactly where fewer than `best(B) - 1` systems have a higher mean than A.
    """
    import numpy as np

    n_systems = len(means)
    falling = np.argsort(-means, kind="stable")
    ahead = _ahead(means[falling], _shown(p_values, level)[np.ix_(falling, falling)])
    best, worst = np.empty(n_systems, dtype=np.int64), np.empty(n_systems, dtype=np.int64)
    best[falling] = 1 + ahead
    # The systems behind the one at a place are those that have it among the systems ahead of them.
    worst[falling] = np.searchsorted(ahead, np.arange(n_systems), side="right")
    return [RankRange(int(low), int(high)) for low, high in zip(best, worst, strict=True)]


def _shown(p_values: np.ndarray, level: float) -> np.ndarray:
    """Which pairs Holm's correction tells apart: [systems, systems], symmetric."""
    import numpy as np

    n_systems = len(p_values)
    left, right = np.triu_indices(n_systems, 1)
    flat = p_values[left, right]
    order = np.argsort(flat, kind="stable")
    steps = flat[order] * (len(flat) - np.arange(len(flat)))
    kept = order[np.cumsum(steps >= level) == 0]
    shown = np.zeros((n_systems, n_systems), dtype=bool)
    shown[left[kept], right[kept]] = shown[right[kept], left[kept]] = True
    return shown


def _ahead(means: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """How many systems are ahead of each; `means` fall, and `shown` has their order."""
    import numpy as np

    n_systems = len(means)
    if not n_systems:
        return np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[True], np.diff(means) < -_SAME])
    first_equal = np.maximum.accumulate(np.where(starts, np.arange(n_systems), 0))
    # The leading systems that the one at a place is shown to be behind, without a gap.
    leading = np.argmin(shown, axis=0)
    ahead = np.minimum.accumulate(leading[::-1])[::-1]
    equal: np.ndarray = first_equal[ahead[first_equal]]  # equal means share one range
    return equal


def in_order(means: Sequence[float]) -> list[int]:
    """Places from the highest mean to the lowest; equal means stay in the order given."""
    return sorted(range(len(means)), key=lambda place: -means[place])
