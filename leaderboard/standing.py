"""Who stands where: exact match with its interval and the ranks that the data leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.statistics.intervals import Interval
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.ranking import RankRange
from evaluators.statistics.standing import places
from leaderboard.entry import Entry, TaskTable


@dataclass(frozen=True, slots=True)
class Standing:
    estimate: Interval
    ranks: RankRange


def standings(entries: Sequence[Entry], table: TaskTable) -> list[Standing]:
    """The standing of each entry, in the order given."""
    import numpy as np

    values = np.stack([entry.per_task(HEADLINE)[table.asked] for entry in entries], axis=1)
    found = places(values, table.asked_codes, table.weighting)
    return [Standing(place.estimate, place.ranks) for place in found]
