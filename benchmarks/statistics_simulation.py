"""Do the intervals and tests keep their promise? Coverage and false claims, by simulation.

    python -m benchmarks.statistics_simulation [--draws 4000]

Each draw makes repositories of their own difficulty, answers of two equally good systems, and asks the product's
own functions. "false better" is the share of draws in which one of the two is shown to be better. "coverage" is
the share in which the interval of a score holds the true mean. The targets are at most 6% and at least 93%.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

import numpy as np

from evaluators.statistics.differences import difference
from evaluators.statistics.intervals import intervals
from evaluators.statistics.weighting import Clusters, headline_weighting

REPOSITORIES = (5, 10, 20, 100)
TASKS = 30
"""A repository, on average."""
RATES = (0.45, 0.1)
"""Mean share right; the repositories' own shares spread around it by a beta distribution."""


def equal(n: int, _: np.random.Generator) -> np.ndarray:
    return np.full(n, TASKS)


def lognormal(n: int, random: np.random.Generator) -> np.ndarray:
    return np.maximum(1, np.rint(TASKS * random.lognormal(-0.5, 1.0, n))).astype(int)


def half_in_one(n: int, _: np.random.Generator) -> np.ndarray:
    return np.array([TASKS * (n - 1)] + [TASKS] * (n - 1))


SIZES: dict[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "equal": equal,
    "lognormal": lognormal,
    "half in one": half_in_one,
}


def beta_rates(mean: float, shape: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    """Shares right with the given mean and a standard deviation of about 0.15 at one half."""
    strength = 10.0
    return random.beta(mean * strength, (1 - mean) * strength, shape)


def draw(
    repositories: int, sizes: Callable[[int, np.random.Generator], np.ndarray], mean: float, seed: int
) -> tuple[bool, bool, float]:
    """Whether a false claim was made, whether the interval held the truth, and how wide it was."""
    random = np.random.default_rng(seed)
    codes = np.repeat(np.arange(repositories), sizes(repositories, random))
    rates = beta_rates(mean, (repositories, 2), random)
    values = (random.random((len(codes), 2)) < rates[codes]).astype(float)
    clusters = Clusters.of(codes, headline_weighting(codes))
    found = difference(values[:, 0], values[:, 1], clusters)
    interval = intervals(values[:, :1], clusters)[0]
    return found.p < 0.05, interval.low <= mean <= interval.high, interval.high - interval.low


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=4000)
    options = parser.parse_args()
    sys.stdout.write("| repositories | sizes | true share | false better | coverage | mean width |\n")
    sys.stdout.write("|---:|---|---:|---:|---:|---:|\n")
    kept = True
    for mean in RATES:
        for repositories in REPOSITORIES:
            for name, sizes in SIZES.items():
                rows = np.array(
                    [draw(repositories, sizes, mean, seed) for seed in range(options.draws)], dtype=float
                )
                wrong, covered, width = rows.mean(axis=0)
                kept &= wrong <= 0.06 and covered >= 0.93
                sys.stdout.write(
                    f"| {repositories} | {name} | {mean:.0%} | {wrong:.1%} | {covered:.1%} | "
                    f"{100 * width:.0f} points |\n"
                )
                sys.stdout.flush()
    sys.stdout.write("Every row keeps its promise.\n" if kept else "A row misses its target.\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
