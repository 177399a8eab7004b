"""Intervals by the sandwich estimate, clustered by repository: what the page computes for a choice of tasks.

The same formulas stand in `site/statistics.js`, with those of `evaluators.statistics.ranks`; a test holds them
together. The headline intervals over all tasks come from the bootstrap of `evaluators.statistics`.
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
