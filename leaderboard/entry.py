"""What the site shows, read once and held as arrays: the tasks of one split and the systems that answered them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from codeedit_bench.tasks.records import EditTask, RunManifest
from evaluators.runs.score_table import OUTCOMES
from evaluators.statistics.groups import GROUPINGS
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.weighting import Clusters, Weighting, cluster_codes, headline_weighting
from leaderboard.about import About

if TYPE_CHECKING:
    import numpy

Origin = Literal["keepers", "re-scored", "stated"]
"""Who ran the system. `keepers`: the people who keep this site. `re-scored`: somebody else, and the keepers scored
its raw completions again. `stated`: somebody else, and the scores are those of another scorer's version."""

__all__ = ["BASELINES", "OUTCOMES", "Entry", "Origin", "TaskRow", "TaskTable", "Usage", "share_right", "task_row"]


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
        language=task.language,
        path=task.path,
        repository=task.provenance.repository,
        commit=task.provenance.commit,
        author_time=task.provenance.author_time,
        edit_kind=task.signals.edit_kind,
        difficulty=task.signals.difficulty,
        tier=task.tier,
        history_length=len(task.history),
        start_line=task.region.start_line,
        groups=tuple(sys.intern(group(task)) for group in GROUPINGS.values()),
        no_edit=task.asks_for_no_edit,
    )


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
    def index(self) -> dict[str, int]:
        return {row.task_id: number for number, row in enumerate(self.rows)}

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


def _numbers(names: Sequence[str], order: Sequence[str]) -> numpy.ndarray:
    import numpy as np

    number = {name: place for place, name in enumerate(order)}
    return np.array([number[name] for name in names], dtype=np.int64)


@dataclass(frozen=True)
class Usage:
    """What a run cost, from its predictions. Zero where a back end measures nothing."""

    prompt_tokens: float
    """Mean of a request."""
    completion_tokens: float
    seconds_median: float
    seconds_p95: float


def share_right(entries: Sequence[Entry]) -> numpy.ndarray:
    """For each task the mean exact match over all systems."""
    import numpy as np

    total = np.zeros(len(entries[0].outcomes))
    for entry in entries:
        total += entry.per_task(HEADLINE)
    shares: numpy.ndarray = total / len(entries)
    return shares


@dataclass(frozen=True)
class Entry:
    """One system's run, its scores aligned with the task table."""

    slug: str
    """Lower-case name for addresses and files; unique on the site."""
    path: Path
    manifest: RunManifest
    values: Mapping[str, numpy.ndarray]
    """Metric → float32 [tasks, samples]."""
    outcomes: numpy.ndarray
    """Index into `OUTCOMES`, [tasks, samples]."""
    origin: Origin = "keepers"
    arrived: str = ""
    """The day on which it was accepted here, or on which the keepers ran it."""
    about: About = field(default_factory=About)
    usage: Usage = Usage(0.0, 0.0, 0.0, 0.0)

    @property
    def is_baseline(self) -> bool:
        """Whether no model answered: a reference line, which has no rank."""
        return self.manifest.backend in BASELINES

    @property
    def price(self) -> float | None:
        """What a request costs by the prices that its options state for a million tokens; None where unknown."""
        stated = [self.manifest.backend_options.get(name) for name in ("price_in", "price_out")]
        per_token = [float(price) / 1e6 if isinstance(price, int | float) else 0.0 for price in stated]
        cost = per_token[0] * self.usage.prompt_tokens + per_token[1] * self.usage.completion_tokens
        return cost if cost > 0 else None

    def per_task(self, metric: str) -> numpy.ndarray:
        """Mean over the samples of each task: [tasks]; zeros where the run lacks the metric."""
        import numpy as np

        values = self.values.get(metric)
        mean: numpy.ndarray = (
            np.zeros(len(self.outcomes)) if values is None else values.mean(axis=1, dtype=np.float64)
        )
        return mean

    def weighted(self, metric: str, chosen: numpy.ndarray, table: TaskTable, weighting: Weighting) -> float | None:
        """Mean over the `chosen` tasks by what counts once; None where there is nothing to take it of."""
        if metric not in self.values or not chosen.any():
            return None
        return float(Clusters.of(table.clusters[chosen], weighting).mean(self.per_task(metric)[chosen]))
