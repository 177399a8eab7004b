"""Two systems on the same tasks, and many: is the difference real, and how small a one could have been seen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import RunError
from evaluators.statistics.differences import difference
from evaluators.statistics.metrics import BESIDE
from evaluators.statistics.ranking import in_order
from evaluators.statistics.standing import places
from evaluators.statistics.weighting import (
    Clusters,
    Weighting,
    cluster_codes,
    headline_weighting,
    largest_share,
)

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Side:
    """One system's values, in the order of `task_ids`."""

    system: str
    task_ids: tuple[str, ...]
    repositories: tuple[str, ...]
    values: dict[str, np.ndarray]
    """Metric → `[tasks, samples]`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """B minus A, paired by task."""

    system_a: str
    system_b: str
    metric: str
    weighting: Weighting
    """What counts once in every number below: each task, or each repository."""
    n: int
    clusters: int
    """Repositories, or tasks where there is one repository alone."""
    effective: float
    """How many repositories of equal weight would tell as much."""
    largest_share: float
    """Of the tasks, in the largest repository."""
    value_a: float
    value_b: float
    difference: float
    low: float
    high: float
    p: float
    """Two-sided; 0.05 or more exactly where the interval holds 0."""
    only_a: int
    """Tasks on which A scored more."""
    only_b: int
    p_sign: float
    """Exact sign test on those tasks. It takes tasks as independent: where they cluster it is too sure."""
    detectable: float
    """The smallest true difference that this comparison would find with 80% power at the 5% level."""
    style_a: float | None = None
    """A's `em_style`, weighted as `metric` is; None where a run lacks it."""
    style_b: float | None = None

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Standing:
    """A system among many, as the leaderboard ranks it."""

    system: str
    value: float
    low: float
    high: float
    rank: int
    """The best rank that the data leave open: one more than the number of systems shown to be better."""
    worst_rank: int
    p_best: float
    """Against the best system, one pair alone: not corrected for the number of systems."""
    style: float | None = None
    """`em_style`, weighted as the metric is; None where a run lacks it."""

    @property
    def ranks(self) -> str:
        """`1–4`, or `3` where only one rank is left open."""
        return str(self.rank) if self.rank == self.worst_rank else f"{self.rank}–{self.worst_rank}"


def compare(a: Side, b: Side, *, metric: str) -> Comparison:
    """B against A by `metric`; `RunError` where they did not answer the same tasks."""
    import numpy as np

    _require_same_tasks([a, b])
    _require_metric([a, b], metric)
    values = np.stack([side.values[metric].mean(axis=1) for side in (a, b)], axis=1)
    codes = cluster_codes(a.repositories)
    weighting = headline_weighting(codes)
    clusters = Clusters.of(codes, weighting)
    found = difference(values[:, 0], values[:, 1], clusters)
    value_a, value_b = clusters.mean(values).tolist()
    return Comparison(
        system_a=a.system,
        system_b=b.system,
        metric=metric,
        weighting=weighting,
        n=len(a.task_ids),
        clusters=len(clusters.leverages),
        effective=clusters.effective,
        largest_share=largest_share(codes),
        value_a=value_a,
        value_b=value_b,
        difference=found.value,
        low=found.low,
        high=found.high,
        p=found.p,
        only_a=found.losses,
        only_b=found.wins,
        p_sign=found.p_sign,
        detectable=found.detectable,
        style_a=_style(a, clusters),
        style_b=_style(b, clusters),
    )


def _style(side: Side, clusters: Clusters) -> float | None:
    values = side.values.get(BESIDE)
    return None if values is None else float(clusters.mean(values.mean(axis=1)))


def standings(sides: Sequence[Side], *, metric: str) -> list[Standing]:
    """All systems, best first, with the ranks of `ranking.rank_ranges`."""
    import numpy as np

    _require_same_tasks(sides)
    _require_metric(sides, metric)
    values = np.stack([side.values[metric].mean(axis=1) for side in sides], axis=1)
    codes = cluster_codes(sides[0].repositories)
    weighting = headline_weighting(codes)
    found = places(values, codes, weighting)
    clusters = Clusters.of(codes, weighting)
    return [
        Standing(
            system=sides[number].system,
            value=found[number].estimate.value,
            low=found[number].estimate.low,
            high=found[number].estimate.high,
            rank=found[number].ranks.best,
            worst_rank=found[number].ranks.worst,
            p_best=found[number].p_best,
            style=_style(sides[number], clusters),
        )
        for number in in_order([place.estimate.value for place in found])
    ]


def _require_same_tasks(sides: Sequence[Side]) -> None:
    first = sides[0]
    if not first.task_ids:
        raise RunError(f"The run of {first.system} has no tasks to compare.")
    for side in sides[1:]:
        if side.task_ids != first.task_ids:
            only = set(side.task_ids) ^ set(first.task_ids)
            raise RunError(
                f"{first.system} and {side.system} answered different tasks ({len(only)} stand in one alone). "
                "Compare runs of the same data set, split and limit."
            )


def _require_metric(sides: Sequence[Side], metric: str) -> None:
    for side in sides:
        if metric not in side.values:
            raise RunError(
                f"The run of {side.system} has no {metric!r}; it has {', '.join(side.values)}. "
                "Score it again with `codeedit score`."
            )
