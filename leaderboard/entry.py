"""What the site shows: the tasks of one split, and the systems that answered them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from codeedit_bench.tasks.records import EditTask, RunManifest
from evaluators.runs.answer_columns import Usage
from evaluators.runs.score_table import OUTCOMES
from evaluators.statistics.groups import GROUPINGS
from evaluators.statistics.weighting import Clusters, Weighting, cluster_codes, headline_weighting
from leaderboard.about import About

if TYPE_CHECKING:
    import numpy
    import pyarrow

Origin = Literal["keepers", "re-scored", "stated"]
"""Who ran the system. `keepers`: the people who keep this site. `re-scored`: somebody else, and the keepers scored
its raw completions again. `stated`: somebody else, and the scores are those of another scorer's version."""

__all__ = [
    "BASELINES",
    "OUTCOMES",
    "Entry",
    "Origin",
    "Part",
    "Scored",
    "System",
    "TaskRow",
    "TaskTable",
    "Usage",
    "task_row",
]

Value = float | int | str | bool | None
"""What stands in a cell of the board."""


BASELINES = ("copy", "replay", "propagate")
"""Back ends without a model."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What the site keeps of a task in memory; the texts are streamed."""

    task_id: str
    language: str
    path: str
    repository: str
    commit: str
    author_time: int
    edit_kind: str
    difficulty: str
    tier: str
    history_length: int
    start_line: int
    groups: tuple[str, ...]
    """Its group in each of `GROUPINGS`, in their order."""
    no_edit: bool
    """The right answer is to leave the region alone."""


def task_row(task: EditTask) -> TaskRow:
    return TaskRow(
        task_id=task.task_id,
        language=sys.intern(task.language),
        path=task.path,
        repository=sys.intern(task.provenance.repository),
        commit=task.provenance.commit,
        author_time=task.provenance.author_time,
        edit_kind=sys.intern(task.signals.edit_kind),
        difficulty=sys.intern(task.signals.difficulty),
        tier=sys.intern(task.tier),
        history_length=len(task.history),
        start_line=task.region.start_line,
        groups=tuple(sys.intern(group(task)) for group in GROUPINGS.values()),
        no_edit=task.asks_for_no_edit,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the tasks, and what counts once among them."""

    places: numpy.ndarray
    clusters: Clusters


@dataclass(frozen=True)
class TaskTable:
    """The tasks that the runs answered, in the order of their ids; the arrays share that order."""

    rows: Sequence[TaskRow]
    split: str
    dataset_name: str
    dataset_hash: str

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def ids(self) -> list[str]:
        return [row.task_id for row in self.rows]

    @cached_property
    def id_array(self) -> pyarrow.Array:
        import pyarrow as pa

        return pa.array(self.ids, pa.string())

    @cached_property
    def repositories(self) -> list[str]:
        return sorted({row.repository for row in self.rows})

    @cached_property
    def clusters(self) -> numpy.ndarray:
        """Each task's repository as its number in `repositories`: tasks of one repository are not independent."""
        return _numbers([row.repository for row in self.rows], self.repositories)

    @cached_property
    def languages(self) -> list[str]:
        return sorted({row.language for row in self.rows})

    @cached_property
    def language_numbers(self) -> numpy.ndarray:
        return _numbers([row.language for row in self.rows], self.languages)

    @cached_property
    def kinds(self) -> list[str]:
        return sorted({row.edit_kind for row in self.rows})

    @cached_property
    def kind_numbers(self) -> numpy.ndarray:
        return _numbers([row.edit_kind for row in self.rows], self.kinds)

    @cached_property
    def tiers(self) -> list[str]:
        return sorted({row.tier for row in self.rows})

    @cached_property
    def tier_numbers(self) -> numpy.ndarray:
        return _numbers([row.tier for row in self.rows], self.tiers)

    @cached_property
    def days(self) -> numpy.ndarray:
        """Days since 1970 of the commit; a time before or far beyond that counts as the first or last day."""
        import numpy as np

        return np.clip(np.array([row.author_time // 86400 for row in self.rows], dtype=np.int64), 0, 65535)

    @cached_property
    def history_lengths(self) -> numpy.ndarray:
        import numpy as np

        return np.array([row.history_length for row in self.rows], dtype=np.int64)

    @cached_property
    def no_edit(self) -> numpy.ndarray:
        import numpy as np

        return np.array([row.no_edit for row in self.rows], dtype=bool)

    @cached_property
    def asked(self) -> numpy.ndarray:
        """Where an edit is asked for.

        Exact match and similarity are taken over these tasks alone, so that a system which never edits scores
        nothing. The others count in the false-edit rate.
        """
        asked: numpy.ndarray = ~self.no_edit
        return asked

    @cached_property
    def asked_codes(self) -> numpy.ndarray:
        """The repositories of the tasks that ask for an edit, as the statistics take them."""
        return cluster_codes([row.repository for row in self.rows if not row.no_edit])

    @cached_property
    def weighting(self) -> Weighting:
        """What counts once in the headline: each task, or each repository."""
        return headline_weighting(self.asked_codes)

    @cached_property
    def asked_part(self) -> Part:
        """The tasks that ask for an edit, weighed as the headline is."""
        return self.part(self.asked)

    @cached_property
    def no_edit_part(self) -> Part:
        return self.part(self.no_edit)

    @cached_property
    def asked_by_task(self) -> Part:
        return self.part(self.asked, "tasks")

    @cached_property
    def asked_by_repository(self) -> Part:
        return self.part(self.asked, "repositories")

    @cached_property
    def language_parts(self) -> list[Part]:
        """Of each language the tasks that ask for an edit."""
        return [self.part((self.language_numbers == number) & self.asked) for number in range(len(self.languages))]

    def part(self, chosen: numpy.ndarray, weighting: Weighting | None = None) -> Part:
        """The tasks of a mask; weighed as the headline is, unless said otherwise."""
        import numpy as np

        places = np.flatnonzero(chosen)
        return Part(places, Clusters.of(self.clusters[places], weighting or self.weighting))


def _numbers(names: Sequence[str], order: Sequence[str]) -> numpy.ndarray:
    import numpy as np

    number = {name: place for place, name in enumerate(order)}
    return np.array([number[name] for name in names], dtype=np.int64)


@dataclass(frozen=True)
class System:
    """One system's run: whose it is, and what it cost."""

    slug: str
    """Lower-case name for addresses and files; unique on the site."""
    path: Path
    manifest: RunManifest
    origin: Origin
    arrived: str
    """The day on which it was accepted here, or on which the keepers ran it."""
    about: About
    usage: Usage

    @property
    def is_baseline(self) -> bool:
        """Whether no model answered: a reference line, which has no rank."""
        return self.manifest.backend in BASELINES

    @property
    def price(self) -> float | None:
        """What a request costs by the prices that its options state for a million tokens; None where unknown."""
        stated = [self.manifest.backend_options.get(name) for name in ("price_in", "price_out")]
        per_token = [
            float(price) / 1e6 if isinstance(price, int | float) and not isinstance(price, bool) else 0.0
            for price in stated
        ]
        cost = per_token[0] * self.usage.prompt_tokens + per_token[1] * self.usage.completion_tokens
        return cost if cost > 0 else None


@dataclass(frozen=True)
class Scored(System):
    """With its scores, aligned with the task table: one system at a time is in memory so."""

    values: Mapping[str, numpy.ndarray]
    """Metric → float64 [tasks, samples]."""
    outcomes: numpy.ndarray
    """Index into `OUTCOMES`, [tasks, samples]."""

    @cached_property
    def _means(self) -> dict[str, numpy.ndarray]:
        return {}

    def per_task(self, metric: str) -> numpy.ndarray:
        """Mean over the samples of each task: [tasks]; zeros where the run lacks the metric."""
        import numpy as np

        values = self.values.get(metric)
        if values is None:
            return np.zeros(len(self.outcomes))
        if metric not in self._means:
            self._means[metric] = values[:, 0] if values.shape[1] == 1 else values.mean(axis=1)
        return self._means[metric]

    def weighted(self, metric: str, part: Part) -> float | None:
        """Mean over a part of the tasks by what counts once; None where there is nothing to take it of."""
        if metric not in self.values or not len(part.places):
            return None
        return float(part.clusters.mean(self.per_task(metric)[part.places]))


@dataclass(frozen=True)
class Entry(System):
    """With what the site shows of its scores: a thousand of these are in memory."""

    columns: Sequence[Value]
    """Its cell in each of `COLUMNS`."""
    languages: Sequence[float | None]
    """Its headline in each of the table's languages."""
    breakdown: Mapping[str, Sequence[Sequence[Any]]]
    """{grouping: [[group, tasks, exact match, low, high, same text, similarity], …]}."""
    outcomes: Mapping[str, int]
    """How many requests ended so."""
