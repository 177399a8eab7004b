"""Who stands where: exact match with its interval and the rank shared by systems that cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.statistics.bootstrap import Interval, cluster_codes, intervals
from leaderboard.model import HEADLINE, Entry, TaskTable


@dataclass(frozen=True, slots=True)
class Standing:
    estimate: Interval
    rank: int
    """From 1; equal for systems of one tie group."""
    shared: bool = False
    """Whether others have this rank too."""


def standings(entries: Sequence[Entry], table: TaskTable) -> list[Standing]:
    """The standing of each entry, in the order given."""
    import numpy as np

    asked = np.flatnonzero(table.asked).tolist()
    values = np.stack([entry.per_task(HEADLINE)[asked] for entry in entries], axis=1)
    codes = cluster_codes([table.rows[place].repository for place in asked])
    estimates = intervals(values, codes)
    order = sorted(range(len(entries)), key=lambda number: -estimates[number].value)
    ranks = {number: place for place, number in enumerate(order, 1)}
    return [Standing(estimate, ranks[number]) for number, estimate in enumerate(estimates)]
