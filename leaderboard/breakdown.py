"""One system's results by language, tier, edit kind, difficulty and length of history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from evaluators.statistics.intervals import intervals
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.weighting import Clusters
from leaderboard.entry import Entry, TaskRow, TaskTable

if TYPE_CHECKING:
    import numpy

DIGITS = 12
"""Enough that nothing which is shown is rounded twice."""

BREAKDOWNS: dict[str, Callable[[TaskRow], str | int]] = {
    "language": lambda row: row.language,
    "tier": lambda row: row.tier,
    "edit kind": lambda row: row.edit_kind,
    "difficulty": lambda row: row.difficulty,
    "history length": lambda row: row.history_length,
}


def groups(table: TaskTable) -> dict[str, list[tuple[str, numpy.ndarray]]]:
    """For each breakdown its values with the places of their tasks; made once and used for every system."""
    import numpy as np

    result = {}
    for name, key in BREAKDOWNS.items():
        values = [key(row) for row in table.rows if not row.no_edit]
        order = sorted(set(values), key=lambda value: (isinstance(value, str), value))
        array = np.array([order.index(value) for value in values])
        places = np.flatnonzero(table.asked)
        result[name] = [(str(value), places[array == number]) for number, value in enumerate(order)]
    return result


def breakdown(
    entry: Entry, table: TaskTable, grouped: dict[str, list[tuple[str, numpy.ndarray]]]
) -> dict[str, list[list[Any]]]:
    """{breakdown: [[value, tasks, exact match, low, high, same text, similarity], …]}."""
    headline, text = entry.per_task(HEADLINE), entry.per_task("em_text")
    similarity = entry.per_task("edit_similarity") if "edit_similarity" in entry.values else None
    result = {}
    for name, members in grouped.items():
        rows = []
        for value, places in members:
            [estimate] = intervals(headline[places, None], Clusters.of(table.clusters[places], table.weighting))
            numbers = [estimate.value, estimate.low, estimate.high, float(text[places].mean())]
            rounded: list[float | None] = [round(number, DIGITS) for number in numbers]
            rounded.append(round(float(similarity[places].mean()), DIGITS) if similarity is not None else None)
            rows.append([value, len(places), *rounded])
        result[name] = rows
    return result
