"""Many systems in order: which differences are real, and the ranks that those which are not make systems share.

A bootstrap's p-value is a count of resamples: of 10,000 none gives less than 0.0002, and Holm's correction over
the 435 pairs of 30 systems would then never tell any two apart. These p-values come from a t test on the clustered
variance instead, the bootstrap's closed form, and can be as small as they are.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

_NOTHING = 1e-18
"""A variance that is nothing but rounding."""


def paired_p_values(values: numpy.ndarray, clusters: numpy.ndarray) -> numpy.ndarray:
    """Two-sided p of each pair's difference in mean: [systems, systems] from `values` [tasks, systems].

    The sandwich estimate on paired differences: their variance follows from the systems' covariance matrix,
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
