"""One system's results by each of `GROUPINGS`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evaluators.statistics.groups import GROUPINGS
from evaluators.statistics.intervals import intervals
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.weighting import Clusters
from leaderboard.entry import Scored, TaskTable

if TYPE_CHECKING:
    import numpy

DIGITS = 12
"""Enough that nothing which is shown is rounded twice."""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    places: numpy.ndarray
    """Of its tasks that ask for an edit."""
    clusters: Clusters


def plain(name: str) -> str:
    """The name of a group without the zeros that put groups in order: `03-04 edits` is `3-4 edits`."""
    return re.sub(r"\b0(?=\d)", "", name) if name.endswith((" edits", " lines")) else name


def groups(table: TaskTable) -> dict[str, list[Group]]:
    """The groups of each grouping, in the order of their names; made once and used for every system."""
    import numpy as np

    places = np.flatnonzero(table.asked)
    result = {}
    for number, grouping in enumerate(GROUPINGS):
        values = np.array([table.rows[place].groups[number] for place in places.tolist()], dtype=object)
        found = []
        for name in sorted(set(values.tolist())):
            members = places[values == name]
            found.append(Group(name, members, Clusters.of(table.clusters[members], table.weighting)))
        result[grouping.replace("_", " ")] = found
    return result


def breakdown(scored: Scored, grouped: dict[str, list[Group]]) -> dict[str, list[list[Any]]]:
    """{grouping: [[group, tasks, exact match, low, high, same text, similarity], …]}."""
    headline, text = scored.per_task(HEADLINE), scored.per_task("em_text")
    similarity = scored.per_task("edit_similarity") if "edit_similarity" in scored.values else None
    result = {}
    for name, members in grouped.items():
        rows = []
        for group in members:
            [estimate] = intervals(headline[group.places, None], group.clusters)
            numbers = [estimate.value, estimate.low, estimate.high, float(group.clusters.mean(text[group.places]))]
            rounded: list[float | None] = [round(number, DIGITS) for number in numbers]
            rounded.append(
                round(float(group.clusters.mean(similarity[group.places])), DIGITS)
                if similarity is not None
                else None
            )
            rows.append([group.name, len(group.places), *rounded])
        result[name] = rows
    return result
