"""Bootstrap clustered by repository: tasks of one repository succeed and fail together.

A resample of C clusters is a vector of counts, multinomial with C draws; the mean over tasks is then a ratio of
two dot products. All resamples of all systems are one matrix product, whatever the number of tasks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

RESAMPLES = 10_000
CONFIDENCE = 0.95
_BLOCK_CELLS = 4_000_000
"""Counts held at a time: 32 MB."""


@dataclass(frozen=True, slots=True)
class Interval:
    value: float
    low: float
    high: float
    n: int
    """Tasks."""
    clusters: int
    """What was drawn: repositories, or tasks where there is one repository alone."""


def cluster_codes(names: Sequence[str]) -> np.ndarray:
    """Repositories as numbers 0…C−1. One repository alone gives each task a cluster of its own."""
    import numpy as np

    _, codes = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    if len(names) and codes.max() == 0:
        return np.arange(len(names))
    return codes.astype(np.int64)


def resampled_means(
    values: np.ndarray, clusters: np.ndarray, *, resamples: int = RESAMPLES, seed: int = 0
) -> np.ndarray:
    """Means of resamples, `[resamples, systems]`, of `values` of shape `[tasks, systems]`.

    Systems share the draws, so that differences of columns are paired.
    """
    import numpy as np

    values = np.asarray(values, dtype=np.float64)
    n_clusters = int(clusters.max()) + 1
    sizes = np.bincount(clusters, minlength=n_clusters).astype(np.float64)
    order = np.argsort(clusters, kind="stable")
    starts = np.searchsorted(clusters[order], np.arange(n_clusters))
    sums = np.add.reduceat(values[order], starts, axis=0)
    random = np.random.default_rng(seed)
    means = np.empty((resamples, values.shape[1]))
    block = max(1, _BLOCK_CELLS // n_clusters)
    for start in range(0, resamples, block):
        rows = min(block, resamples - start)
        # Drawing the clusters and counting them is the multinomial, at 4 ns a draw whatever their number.
        drawn = random.integers(0, n_clusters, size=(rows, n_clusters), dtype=np.int32)
        cells = drawn + (np.arange(rows, dtype=np.int64) * n_clusters)[:, None]
        counts = np.bincount(cells.ravel(), minlength=rows * n_clusters).reshape(rows, n_clusters)
        weights = counts.astype(np.float64)
        means[start : start + rows] = (weights @ sums) / (weights @ sizes)[:, None]
    return means


def intervals(
    values: np.ndarray,
    clusters: np.ndarray,
    *,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Interval]:
    """The mean of each column of `values` (`[tasks, systems]`) with its percentile interval."""
    import numpy as np

    n_tasks, n_systems = values.shape
    if n_tasks == 0:
        return [Interval(0.0, 0.0, 0.0, 0, 0)] * n_systems
    means = resampled_means(values, clusters, resamples=resamples, seed=seed)
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return [
        Interval(float(value), float(low[index]), float(high[index]), n_tasks, int(clusters.max()) + 1)
        for index, value in enumerate(values.mean(axis=0))
    ]


def stable_seed(*parts: str) -> int:
    """A seed from names: the same question is resampled the same way everywhere."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8], "big")
