"""Where each of many systems stands: one rule for the command line, the comparison and the leaderboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluators.statistics.differences import moment_p_values
from evaluators.statistics.intervals import Interval, moment_intervals
from evaluators.statistics.moments import Moments, moments
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
    return moment_places(moments(values, Clusters.of(codes, weighting)), values.T)


def moment_places(found: Moments, columns: Sequence[np.ndarray] | np.ndarray) -> list[Place]:
    """The place of each system, in the order given; `columns` holds each system's values [tasks]."""
    import numpy as np

    p_values = moment_p_values(found, columns)
    leader = int(np.argmax(found.means)) if len(found.means) else 0
    ranges = rank_ranges(found.means, p_values)
    return [
        Place(estimate, ranks, float(p_values[leader, number]))
        for number, (estimate, ranks) in enumerate(zip(moment_intervals(found), ranges, strict=True))
    ]
