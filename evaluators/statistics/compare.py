"""Two systems on the same tasks, and many: is the difference real, and how small a one could have been seen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import RunError
from evaluators.statistics.bootstrap import CONFIDENCE, RESAMPLES, cluster_codes, resampled_means
from evaluators.statistics.ranks import paired_p_values, shared_ranks

if TYPE_CHECKING:
    import numpy as np

ALPHA = 0.05
POWER = 0.8


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
    n: int
    clusters: int
    value_a: float
    value_b: float
    difference: float
    low: float
    high: float
    p_bootstrap: float
    """Two-sided, from the paired bootstrap clustered by repository."""
    only_a: int
    """Tasks that A alone got right, by the first sample."""
    only_b: int
    p_mcnemar: float
    """Exact, two-sided. Takes tasks as independent: where they cluster it is too sure; the bootstrap counts."""
    detectable: float
    """The smallest true difference that this comparison would find with 80% power at the 5% level."""

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Standing:
    """A system among many, as the leaderboard ranks it."""

    system: str
    value: float
    rank: int
    """One more than the number of systems that are significantly better; shared by those not told apart."""
    p_best: float
    """Against the best system, one pair alone: not corrected for the number of systems."""


def compare(a: Side, b: Side, *, metric: str, resamples: int = RESAMPLES, seed: int = 0) -> Comparison:
    """B against A by `metric`; `RunError` where they did not answer the same tasks."""
    import numpy as np
    from scipy.stats import norm
    from statsmodels.stats.contingency_tables import mcnemar

    _require_same_tasks([a, b])
    _require_metric([a, b], metric)
    values = np.stack([side.values[metric].mean(axis=1) for side in (a, b)], axis=1)
    clusters = cluster_codes(a.repositories)
    means = resampled_means(values, clusters, resamples=resamples, seed=seed)
    differences = means[:, 1] - means[:, 0]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(differences, [tail, 1 - tail])
    right_a, right_b = (side.values[metric][:, 0] > 0.5 for side in (a, b))
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    table = [[int((right_a & right_b).sum()), only_a], [only_b, int((~right_a & ~right_b).sum())]]
    value_a, value_b = values.mean(axis=0)
    return Comparison(
        system_a=a.system,
        system_b=b.system,
        metric=metric,
        n=len(a.task_ids),
        clusters=int(clusters.max()) + 1,
        value_a=float(value_a),
        value_b=float(value_b),
        difference=float(value_b - value_a),
        low=float(low),
        high=float(high),
        p_bootstrap=_two_sided(differences),
        only_a=only_a,
        only_b=only_b,
        p_mcnemar=float(mcnemar(table, exact=True).pvalue) if only_a + only_b else 1.0,
        detectable=float((norm.ppf(1 - ALPHA / 2) + norm.ppf(POWER)) * differences.std(ddof=1)),
    )


def standings(sides: Sequence[Side], *, metric: str) -> list[Standing]:
    """All systems, best first, with the ranks of `ranks.shared_ranks`: Holm's correction over all pairs keeps the
    chance of any false difference below 5%."""
    import numpy as np

    _require_same_tasks(sides)
    _require_metric(sides, metric)
    values = np.stack([side.values[metric].mean(axis=1) for side in sides], axis=1)
    p_values = paired_p_values(values, cluster_codes(sides[0].repositories))
    means = values.mean(axis=0)
    ranks = shared_ranks(means, p_values)
    order = np.argsort(-means, kind="stable").tolist()
    return [
        Standing(sides[place].system, float(means[place]), ranks[place], float(p_values[order[0], place]))
        for place in order
    ]


def _two_sided(differences: np.ndarray) -> float:
    """How often the resampled difference lies on the far side of zero, doubled; never 0."""
    n = len(differences)
    below, above = int((differences <= 0).sum()), int((differences >= 0).sum())
    return min(1.0, 2 * (min(below, above) + 1) / (n + 1))


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
