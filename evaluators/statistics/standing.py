"""Where each of many systems stands: one rule for the command line, the comparison and the leaderboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluators.statistics.differences import pairwise_p_values
from evaluators.statistics.intervals import Interval, intervals
from evaluators.statistics.ranking import RankRange, rank_ranges
from evaluators.statistics.weighting import Clusters, Weighting

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Place:
    """One system among those it is compared with."""

    estimate: Interval
    ranks: RankRange
    p_best: float
    """Against the system with the highest score, one pair alone: not corrected for the number of systems."""


def places(values: np.ndarray, codes: np.ndarray, weighting: Weighting) -> list[Place]:
    """The place of each column of `values` ([tasks, systems]), in the order given.

    `codes` [tasks] are the tasks' repositories as numbers. The score that the ranks follow is the mean by
    `weighting`, the same that the interval is of.
    """
    import numpy as np

    clusters = Clusters.of(codes, weighting)
    estimates = intervals(values, clusters)
    means = np.array([estimate.value for estimate in estimates])
    p_values = pairwise_p_values(values, clusters)
    leader = int(np.argmax(means)) if len(means) else 0
    return [
        Place(estimate, ranks, float(p_values[leader, number]))
        for number, (estimate, ranks) in enumerate(zip(estimates, rank_ranges(means, p_values), strict=True))
    ]
