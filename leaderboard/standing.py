"""Who stands where: exact match with its interval and the ranks that the data leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.statistics.intervals import Interval, intervals
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.ranking import RankRange
from evaluators.statistics.standing import places
from evaluators.statistics.weighting import Clusters
from leaderboard.entry import Entry, TaskTable


@dataclass(frozen=True, slots=True)
class Standing:
    estimate: Interval
    ranks: RankRange | None
    """None for a baseline: it is a line to compare with, and takes no place."""

    @property
    def shown(self) -> str:
        return "–" if self.ranks is None else str(self.ranks)


def standings(entries: Sequence[Entry], table: TaskTable) -> list[Standing]:
    """The standing of each entry, in the order given. Baselines have no rank."""
    import numpy as np

    values = np.stack([entry.per_task(HEADLINE)[table.asked] for entry in entries], axis=1)
    estimates = intervals(values, Clusters.of(table.asked_codes, table.weighting))
    ranked = [number for number, entry in enumerate(entries) if not entry.is_baseline]
    ranks: list[RankRange | None] = [None] * len(entries)
    if ranked:
        found = places(values[:, ranked], table.asked_codes, table.weighting)
        for number, place in zip(ranked, found, strict=True):
            ranks[number] = place.ranks
    return [Standing(estimate, one) for estimate, one in zip(estimates, ranks, strict=True)]
