"""Who stands where: exact match with its interval and the rank shared by systems that cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluators.statistics.bootstrap import Interval, cluster_codes, intervals
from evaluators.statistics.ranks import paired_p_values, shared_ranks
from leaderboard.entry import HEADLINE, Entry, TaskTable


@dataclass(frozen=True, slots=True)
class Standing:
    estimate: Interval
    rank: int
    """One more than the number of systems that are significantly better: systems that chance could order
    otherwise share it."""
    shared: bool = False
    """Whether others have this rank too."""


def _never_empty(estimate: Interval) -> Interval:
    """Where every task went the same way no resample differs; the rule of three says what is left open."""
    if estimate.low < estimate.high or not estimate.n:
        return estimate
    bound = min(1.0, 3 / estimate.n)
    return replace(estimate, low=max(0.0, estimate.value - bound), high=min(1.0, estimate.value + bound))


def standings(entries: Sequence[Entry], table: TaskTable) -> list[Standing]:
    """The standing of each entry, in the order given."""
    import numpy as np

    asked = np.flatnonzero(table.asked).tolist()
    if not asked:
        return [Standing(Interval(0.0, 0.0, 1.0, 0, 0), 1, shared=len(entries) > 1)] * len(entries)
    values = np.stack([entry.per_task(HEADLINE)[asked] for entry in entries], axis=1)
    codes = cluster_codes([table.rows[place].repository for place in asked])
    estimates = [_never_empty(estimate) for estimate in intervals(values, codes)]
    ranks = shared_ranks(values.mean(axis=0), paired_p_values(values, codes))
    return [
        Standing(estimate, rank, shared=ranks.count(rank) > 1)
        for estimate, rank in zip(estimates, ranks, strict=True)
    ]
