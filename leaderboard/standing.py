"""Who stands where: exact match with its interval and the rank shared by systems that cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.model import HEADLINE, Entry, TaskTable
from leaderboard.uncertainty import Estimate, clustered_mean


@dataclass(frozen=True, slots=True)
class Standing:
    estimate: Estimate
    rank: int
    """From 1; equal for systems of one tie group."""


def standings(entries: Sequence[Entry], table: TaskTable) -> list[Standing]:
    """The standing of each entry, in the order given."""
    estimates = [clustered_mean(entry.per_task(HEADLINE), table.clusters) for entry in entries]
    order = sorted(range(len(entries)), key=lambda number: -estimates[number].mean)
    ranks = {number: place for place, number in enumerate(order, 1)}
    return [Standing(estimate, ranks[number]) for number, estimate in enumerate(estimates)]
