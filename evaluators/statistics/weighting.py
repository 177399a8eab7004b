"""What counts once: every task, or every repository; and how many independent repositories the tasks are worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Weighting = Literal["tasks", "repositories"]
"""`tasks`: each task counts once (micro). `repositories`: each repository counts once (macro)."""

LARGEST_SHARE = 0.15
"""Above this share of the tasks one repository would decide the score, so each repository counts once."""


def cluster_codes(names: Sequence[str]) -> np.ndarray:
    """Repositories as numbers 0…C−1. One repository alone gives each task a cluster of its own."""
    import numpy as np

    _, codes = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    if len(names) and codes.max() == 0:
        return np.arange(len(names))
    return codes.astype(np.int64)


def largest_share(clusters: np.ndarray) -> float:
    """The share of the tasks that the largest cluster holds; 0 where there are no tasks."""
    import numpy as np

    return float(np.bincount(clusters).max() / len(clusters)) if len(clusters) else 0.0


def headline_weighting(clusters: np.ndarray) -> Weighting:
    """How the headline of a data set weighs: by tasks, or by repositories where one of them holds too much."""
    return "repositories" if largest_share(clusters) > LARGEST_SHARE else "tasks"


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The clusters of a set of tasks and what each weighs in a mean.

    The mean is `Σ weights · values`. Its variance is CR3: each cluster's residual is divided by 1 − leverage.
    That is the jackknife that leaves out one cluster at a time (Bell and McCaffrey 2002; MacKinnon, Nielsen and
    Webb 2023). The degrees of freedom follow from the leverages by Satterthwaite's approximation. Equal clusters
    give the common t test on the means of the clusters.
    """

    codes: np.ndarray
    """[tasks], 0…clusters−1, each of them present."""
    weights: np.ndarray
    """[tasks], summing to 1."""
    leverages: np.ndarray
    """[clusters]: the weight of each cluster as a whole, summing to 1."""
    freedom: float
    """Degrees of freedom of a variance over these clusters; 0 where there is one cluster."""
    order: np.ndarray
    """[tasks]: their places, cluster after cluster."""
    starts: np.ndarray
    """[clusters]: where each begins in `order`."""

    @classmethod
    def of(cls, codes: np.ndarray, weighting: Weighting) -> Clusters:
        """From each task's cluster. Unused numbers are skipped. One cluster alone becomes many of one."""
        import numpy as np

        _, codes = np.unique(codes, return_inverse=True)
        if len(codes) and codes.max() == 0:
            codes = np.arange(len(codes))
        sizes = np.bincount(codes).astype(np.float64)
        n_clusters = len(sizes)
        if weighting == "tasks":
            weights = np.full(len(codes), 1.0 / max(1, len(codes)))
            leverages = sizes / max(1, len(codes))
        else:
            weights = 1.0 / (n_clusters * sizes[codes])
            leverages = np.full(n_clusters, 1.0 / max(1, n_clusters))
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(n_clusters))
        return cls(codes, weights, leverages, _freedom(leverages), order, starts)

    @property
    def effective(self) -> float:
        """How many clusters of equal weight would tell as much: 1 / Σ leverage²."""
        return float(1.0 / (self.leverages**2).sum()) if len(self.leverages) else 0.0

    def mean(self, values: np.ndarray) -> np.ndarray:
        """[…] from `values` [tasks, …]."""
        mean: np.ndarray = self.weights @ values
        return mean

    def spread(self, values: np.ndarray, means: np.ndarray) -> np.ndarray:
        """Each cluster's part of the error of the mean, [clusters, systems]; squared, they are its variance."""
        import numpy as np

        return np.stack(
            [self.spread_of(column, float(mean)) for column, mean in zip(values.T, means, strict=True)], axis=1
        )

    def spread_of(self, values: np.ndarray, mean: float) -> np.ndarray:
        """The same of one system: [clusters] from `values` [tasks]."""
        import numpy as np

        n_clusters = len(self.leverages)
        sums = np.add.reduceat((values * self.weights)[self.order], self.starts)
        scale = np.sqrt((n_clusters - 1) / n_clusters) / (1.0 - self.leverages)
        spread: np.ndarray = (sums - self.leverages * mean) * scale
        return spread


def _freedom(leverages: np.ndarray) -> float:
    """trace(A)² / trace(A²) of A = [w_g w_k (δ_gk − h_g − h_k + Σh²)], w = h / (1 − h), in linear time."""
    if len(leverages) < 2:
        return 0.0
    square = float((leverages**2).sum())
    weights = (leverages / (1.0 - leverages)) ** 2
    zeroth, first, second = (float((weights * leverages**power).sum()) for power in (0, 1, 2))
    trace = zeroth - 2.0 * first + square * zeroth
    pairs = square**2 * zeroth**2 - 4.0 * square * zeroth * first + 2.0 * zeroth * second + 2.0 * first**2
    diagonal = float((weights**2 * (1.0 + 2.0 * (square - 2.0 * leverages))).sum())
    return trace**2 / (pairs + diagonal)
