"""Intervals by the sandwich estimate, clustered by repository: what the page computes for a choice of tasks.

The same formulas stand in `site/statistics.js`; a test holds the two together. The headline intervals over all
tasks come from the bootstrap of `evaluators.statistics`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy


_NOTHING = 1e-18
"""A variance that is nothing but rounding."""


@dataclass(frozen=True, slots=True)
class Estimate:
    mean: float
    low: float
    high: float
    n_tasks: int


def clustered_mean(values: numpy.ndarray, clusters: numpy.ndarray) -> Estimate:
    """Mean of `values` [tasks] with its 95% interval.

    Residuals are summed within each cluster before they are squared, so that tasks of one repository count as
    the lump of evidence that they are. The half width is t with (clusters - 1) degrees of freedom times that
    error; at a mean of 0 or 1, where it vanishes, the rule of three over tasks takes its place, and where all
    repositories have the same share right, tasks count each for itself.
    """
    import numpy as np
    from scipy import stats

    n_tasks = len(values)
    if n_tasks == 0:
        return Estimate(0.0, 0.0, 1.0, 0)
    values = values.astype(np.float64)
    mean = float(values.mean())
    _, numbers = np.unique(clusters, return_inverse=True)
    n_clusters = int(numbers.max()) + 1
    if n_clusters < 2:
        numbers, n_clusters = np.arange(n_tasks), n_tasks
    if n_clusters < 2:
        return Estimate(mean, 0.0, 1.0, n_tasks)
    if mean in (0.0, 1.0):
        bound = min(1.0, 3.0 / n_tasks)
        return Estimate(mean, 0.0 if mean == 0.0 else 1.0 - bound, bound if mean == 0.0 else 1.0, n_tasks)
    residuals: numpy.ndarray = np.bincount(numbers, weights=values - mean, minlength=n_clusters)
    if (residuals**2).sum() < _NOTHING:
        residuals, n_clusters = values - mean, n_tasks
    error = math.sqrt(n_clusters / (n_clusters - 1) * float((residuals**2).sum())) / n_tasks
    half = float(stats.t.ppf(0.975, n_clusters - 1)) * error
    return Estimate(mean, max(0.0, mean - half), min(1.0, mean + half), n_tasks)


def paired_p_values(values: numpy.ndarray, clusters: numpy.ndarray) -> numpy.ndarray:
    """Two-sided p of each pair's difference in mean: [systems, systems] from `values` [tasks, systems].

    The same sandwich as above, on paired differences: their variance follows from the systems' covariance matrix,
    so that all pairs cost one matrix product. One cluster alone gives each task a cluster of its own.
    """
    import numpy as np
    from scipy import stats

    n_tasks, n_systems = values.shape
    _, numbers = np.unique(clusters, return_inverse=True)
    n_clusters = int(numbers.max()) + 1 if n_tasks else 0
    if n_clusters < 2:
        numbers, n_clusters = np.arange(n_tasks), n_tasks
    if n_clusters < 2:
        return np.ones((n_systems, n_systems))
    means = values.mean(axis=0, dtype="float64")
    sums = np.zeros((n_clusters, n_systems))
    np.add.at(sums, numbers, values - means)
    covariance = n_clusters / (n_clusters - 1) * (sums.T @ sums) / n_tasks**2
    own = np.diag(covariance)
    variance = np.maximum(own[:, None] + own[None, :] - 2 * covariance, 0.0)
    difference = np.abs(means[:, None] - means[None, :])
    exact = variance < _NOTHING
    statistic = difference / np.sqrt(np.where(exact, 1.0, variance))
    p: numpy.ndarray = 2 * stats.t.sf(statistic, n_clusters - 1)
    return np.where(exact, np.where(difference < math.sqrt(_NOTHING), 1.0, 0.0), p)


def shared_ranks(means: numpy.ndarray, p_values: numpy.ndarray, level: float = 0.05) -> list[int]:
    """One more than the number of systems that are significantly better, by Holm's correction over all pairs."""
    import numpy as np

    n_systems = len(means)
    left, right = np.triu_indices(n_systems, 1)
    flat = p_values[left, right]
    order = np.argsort(flat, kind="stable")
    steps = flat[order] * (len(flat) - np.arange(len(flat)))
    told_apart = np.zeros((n_systems, n_systems), dtype=bool)
    passed = order[np.cumsum(steps >= level) == 0]
    told_apart[left[passed], right[passed]] = told_apart[right[passed], left[passed]] = True
    better = told_apart & (means[None, :] > means[:, None])
    return [int(count) + 1 for count in better.sum(axis=1)]
