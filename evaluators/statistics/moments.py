"""What intervals and ranks need to know of many systems, by repository in place of task by task.

A thousand systems on half a million tasks do not fit into memory. Their sums by repository do.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluators.statistics.weighting import Clusters

if TYPE_CHECKING:
    import numpy as np

IN_MEMORY = 256 << 20
"""Bytes above which the sums lie in a file: where one repository is alone, there is a sum for each task."""
_BLOCK = 64 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Of some systems on the same tasks; every array but `spread` is [systems]."""

    clusters: Clusters
    means: np.ndarray
    totals: np.ndarray
    singly: np.ndarray
    """The weighted mean square about the mean, each task for itself."""
    inside: np.ndarray
    """Whether all values lie in 0…1."""
    spread: np.ndarray
    """[systems, clusters]: see `Clusters.spread`."""

    def of(self, systems: list[int]) -> Moments:
        """Those of some of the systems."""
        return Moments(
            self.clusters,
            self.means[systems],
            self.totals[systems],
            self.singly[systems],
            self.inside[systems],
            self.spread if systems == list(range(len(self.means))) else self.spread[systems],
        )

    def products(self) -> np.ndarray:
        """[systems, systems]: the covariances of the means, a block of the clusters at a time."""
        import numpy as np

        n_systems, n_clusters = self.spread.shape
        total = np.zeros((n_systems, n_systems))
        step = max(1, _BLOCK // (8 * max(1, n_systems)))
        for start in range(0, n_clusters, step):
            block = np.ascontiguousarray(self.spread[:, start : start + step])
            total += block @ block.T
        return total


class Gatherer:
    """Takes up to `n_systems` systems one after the other, so that only one need be in memory."""

    def __init__(self, clusters: Clusters, n_systems: int) -> None:
        import numpy as np

        self._clusters = clusters
        self._numbers = np.zeros((3, n_systems))
        self._inside = np.zeros(n_systems, dtype=bool)
        shape = (n_systems, len(clusters.leverages))
        large = 8 * shape[0] * shape[1] > IN_MEMORY
        self._spread: np.ndarray = np.zeros((0, 0))
        if large:
            with tempfile.TemporaryFile() as file:
                self._spread = np.memmap(file, np.float64, shape=shape)
        else:
            self._spread = np.zeros(shape)
        self._count = 0

    def add(self, values: np.ndarray) -> None:
        """The next system's values, [tasks]."""
        clusters, place = self._clusters, self._count
        mean = float(clusters.mean(values))
        self._numbers[:, place] = mean, values.sum(), clusters.weights @ (values - mean) ** 2
        self._inside[place] = not len(values) or bool(values.min() >= 0.0 and values.max() <= 1.0)
        if clusters.freedom:
            self._spread[place] = clusters.spread_of(values, mean)
        self._count += 1

    def moments(self) -> Moments:
        """Of the systems that came."""
        means, totals, singly = self._numbers[:, : self._count]
        return Moments(
            self._clusters, means, totals, singly, self._inside[: self._count], self._spread[: self._count]
        )


def moments(values: np.ndarray, clusters: Clusters) -> Moments:
    """Of each column of `values` [tasks, systems]."""
    import numpy as np

    gatherer = Gatherer(clusters, values.shape[1])
    for column in np.asarray(values, dtype=np.float64).T:
        gatherer.add(column)
    return gatherer.moments()
