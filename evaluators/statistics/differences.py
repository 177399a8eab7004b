"""Is the difference of two systems real? One rule, for one pair and for all pairs of many systems.

A claim needs the t test on the clustered variance, which knows about repositories, below 5%. Where fewer than
`FEW` tasks tell the two apart, it also needs the exact sign test on those tasks below 5%. Five tasks or fewer
prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluators.statistics.intervals import CONFIDENCE, exact_interval
from evaluators.statistics.moments import Moments, moments
from evaluators.statistics.weighting import Clusters

if TYPE_CHECKING:
    import numpy as np

ALPHA = 0.05
POWER = 0.8
FEW = 20
"""Tasks that tell two systems apart, below which the t test alone is not to be trusted."""
LEAST = 6
"""The fewest tasks that can show a difference at 5%: all of six for one system has p = 0.03, all of five 0.06."""
_NOTHING = 1e-18


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two systems on the same tasks, the second minus the first."""

    value: float
    low: float
    high: float
    p: float
    """Two-sided; the interval holds 0 exactly where this is 0.05 or more."""
    wins: int
    """Tasks on which the second scored more."""
    losses: int
    p_sign: float
    """Of the exact sign test on those tasks; for right and wrong answers it is McNemar's."""
    detectable: float
    """The smallest true difference that such a comparison would find with 80% power at the 5% level."""


def difference(first: np.ndarray, second: np.ndarray, clusters: Clusters) -> Difference:
    """Of two vectors [tasks] with values in 0…1."""
    import numpy as np
    from scipy import stats

    steps = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    wins, losses = int((steps > 0).sum()), int((steps < 0).sum())
    p_sign = sign_test(wins, losses)
    value = float(clusters.mean(steps)) if len(steps) else 0.0
    if not clusters.freedom:
        return Difference(value, -1.0, 1.0, 1.0, wins, losses, p_sign, 1.0)
    variance = float((clusters.spread(steps[:, None], np.array([value])) ** 2).sum())
    error = float(np.sqrt(variance)) if variance >= _NOTHING else 0.0
    tail = (1 + CONFIDENCE) / 2
    low = high = value
    p = 0.0
    if error:
        half = float(stats.t.ppf(tail, clusters.freedom)) * error
        low, high = value - half, value + half
        p = float(2 * stats.t.sf(abs(value) / error, clusters.freedom))
    if wins + losses < FEW or not error:
        # Given the tasks that differ, the second system's share of them has an exact interval.
        apart = wins + losses
        weight = float((clusters.weights * np.abs(steps)).sum())
        if apart:
            left, right = exact_interval(wins / apart, apart)
            low, high = min(low, (2 * left - 1) * weight), max(high, (2 * right - 1) * weight)
        else:
            _, bound = exact_interval(0.0, 1.0 / float((clusters.weights**2).sum()))
            low, high = min(low, -bound), max(high, bound)
        p = max(p, p_sign)
    largest = float(clusters.weights.max())
    power = float(stats.t.ppf(tail, clusters.freedom) + stats.t.ppf(POWER, clusters.freedom))
    return Difference(
        value,
        max(-1.0, low),
        min(1.0, high),
        p,
        wins,
        losses,
        p_sign,
        min(1.0, max(power * error, LEAST * largest)),
    )


def sign_test(wins: int, losses: int) -> float:
    """Exact and two-sided: the chance of so uneven a split of the tasks that differ; 1 where none does."""
    from scipy.stats import binom

    return min(1.0, 2.0 * float(binom.cdf(min(wins, losses), wins + losses, 0.5)))


def pairwise_p_values(values: np.ndarray, clusters: Clusters) -> np.ndarray:
    """`Difference.p` of every pair of columns: [systems, systems] from `values` [tasks, systems]."""
    return moment_p_values(moments(values, clusters), values.T)


def moment_p_values(found: Moments, columns: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
    """`Difference.p` of every pair of systems: [systems, systems].

    The variances of all differences follow from one matrix product. Tasks that differ are counted only for pairs
    whose scores lie close enough that they can be few: `columns` holds each system's values [tasks] for that.
    """
    import numpy as np
    from scipy import stats

    n_systems, clusters = len(found.means), found.clusters
    if not clusters.freedom:
        return np.ones((n_systems, n_systems))
    products = found.products()
    own = np.diag(products)
    variance = np.maximum(own[:, None] + own[None, :] - 2.0 * products, 0.0)
    gap = np.abs(found.means[:, None] - found.means[None, :])
    none = variance < 1e-15 * (own[:, None] + own[None, :]) + _NOTHING
    statistic = gap / np.sqrt(np.where(none, 1.0, variance))
    p = np.where(none, 0.0, 2.0 * stats.t.sf(statistic, clusters.freedom))
    close = np.abs(found.totals[:, None] - found.totals[None, :]) < FEW
    uncertain = np.triu(none | (close & (p < ALPHA)), 1)
    for system in np.flatnonzero(uncertain.any(axis=1)).tolist():
        first = columns[system]
        for other in np.flatnonzero(uncertain[system]).tolist():
            second = columns[other]
            won, lost = int((second > first).sum()), int((second < first).sum())
            if won + lost < FEW or none[system, other]:
                p[system, other] = p[other, system] = max(float(p[system, other]), sign_test(won, lost))
    np.fill_diagonal(p, 1.0)
    return p
