"""How sure a score is: 95% intervals that hold at few and unequal repositories, at 0% and at 100%."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluators.statistics.moments import Moments, moments
from evaluators.statistics.weighting import Clusters

if TYPE_CHECKING:
    import numpy as np

CONFIDENCE = 0.95
_NOTHING = 1e-18
"""A variance that is nothing but rounding."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95% interval."""

    value: float
    low: float
    high: float
    n: int
    """Tasks."""
    clusters: int
    """Repositories, or tasks where there is one repository alone."""
    effective: float
    """How many clusters of equal weight would tell as much."""


def intervals(values: np.ndarray, clusters: Clusters) -> list[Interval]:
    """The mean of each column of `values` ([tasks, systems], each in 0…1) with its interval."""
    return moment_intervals(moments(values, clusters))


def moment_intervals(found: Moments) -> list[Interval]:
    """The mean of each system with its interval.

    The variance of the mean, clustered by repository, says how many independent tasks the answers are worth.
    Clopper and Pearson's exact interval is then taken for that number (Korn and Graubard 1998). Where nothing
    varies, as at 0% and 100%, the number of tasks stands in. Values outside 0…1 get the t interval.
    """
    import numpy as np
    from scipy import stats

    clusters = found.clusters
    n_tasks, n_systems = len(clusters.codes), len(found.means)
    if n_tasks == 0:
        return [Interval(0.0, 0.0, 1.0, 0, 0, 0.0)] * n_systems
    means = found.means.tolist()
    if not clusters.freedom:
        bounds = [(0.0, 1.0)] * n_systems if n_tasks > 1 else [exact_interval(mean, 1.0) for mean in means]
    else:
        variances = (found.spread**2).sum(axis=1)
        point = float(stats.t.ppf((1 + CONFIDENCE) / 2, clusters.freedom))
        normal = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
        own = float((clusters.weights**2).sum())
        bounds = []
        for place, mean in enumerate(means):
            if not found.inside[place]:
                half = point * float(np.sqrt(variances[place]))
                bounds.append((mean - half, mean + half))
                continue
            variance = max(float(variances[place]), own * float(found.singly[place]))
            if variance < _NOTHING:
                bounds.append(exact_interval(mean, 1.0 / own))
            else:
                bounds.append(exact_interval(mean, mean * (1.0 - mean) / variance * (normal / point) ** 2))
    return [
        Interval(mean, low, high, n_tasks, len(clusters.leverages), clusters.effective)
        for mean, (low, high) in zip(means, bounds, strict=True)
    ]


def exact_interval(share: float, n: float) -> tuple[float, float]:
    """Clopper and Pearson's interval of `share` among `n`, which need not be whole."""
    from scipy.stats import beta

    share = min(1.0, max(0.0, share))
    tail = (1 - CONFIDENCE) / 2
    right = share * n
    low = 0.0 if right <= 0.0 else float(beta.ppf(tail, right, n - right + 1.0))
    high = 1.0 if right >= n else float(beta.ppf(1.0 - tail, right + 1.0, n - right))
    return min(low, share), max(high, share)
