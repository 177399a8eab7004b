"""What a comparison's results say: means with intervals over seeds, and differences paired by seed; pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gapo.comparison.arms import Result

METRICS: dict[str, Callable[[Result], float]] = {
    "greedy": lambda result: result.greedy,
    "sampled": lambda result: result.sampled,
    "reward": lambda result: result.reward,
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over seeds with its 95% Student interval."""

    mean: float
    low: float
    high: float
    seeds: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Arm minus baseline over the seeds that both have."""

    estimate: Estimate
    p_value: float
    """Two-sided paired t test."""
    wins: int
    losses: int


def arms_of(results: Sequence[Result]) -> list[tuple[str, float, float]]:
    """(arm, outlier rate, temperature) in the order of first appearance."""
    return list(dict.fromkeys((result.arm, result.outlier_rate, result.temperature) for result in results))


def estimate(values: Sequence[float]) -> Estimate:
    from scipy import stats

    count = len(values)
    mean = math.fsum(values) / count
    if count < 2:
        return Estimate(mean, math.nan, math.nan, count)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1) / count)
    half = float(stats.t.ppf(0.975, count - 1)) * spread
    return Estimate(mean, mean - half, mean + half, count)


def values_by_seed(results: Sequence[Result], arm: tuple[str, float, float], metric: str) -> dict[int, float]:
    read = METRICS[metric]
    return {
        result.seed: read(result)
        for result in results
        if (result.arm, result.outlier_rate, result.temperature) == arm
    }


def difference(left: dict[int, float], right: dict[int, float]) -> Difference | None:
    """`left` minus `right` on their common seeds; None with fewer than two of them."""
    from scipy import stats

    seeds = sorted(left.keys() & right.keys())
    if len(seeds) < 2:
        return None
    gaps = [left[seed] - right[seed] for seed in seeds]
    constant = max(gaps) == min(gaps)
    p_value = (1.0 if not gaps[0] else 0.0) if constant else float(stats.ttest_1samp(gaps, 0.0).pvalue)
    return Difference(estimate(gaps), p_value, sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps))


def minimum_detectable(left: dict[int, float], right: dict[int, float]) -> float:
    """The difference that these seeds would show with 80% power at the 5% level, from the gaps' own spread."""
    seeds = sorted(left.keys() & right.keys())
    if len(seeds) < 2:
        return math.nan
    from scipy import stats

    gaps = [left[seed] - right[seed] for seed in seeds]
    mean = math.fsum(gaps) / len(gaps)
    spread = math.sqrt(math.fsum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1))
    freedom = len(gaps) - 1
    factor = float(stats.t.ppf(0.975, freedom) + stats.t.ppf(0.8, freedom))
    return factor * spread / math.sqrt(len(gaps))


def markdown(results: Sequence[Result], baseline: str) -> str:
    """Two tables: every arm, and every arm against `baseline` of the same outlier rate (and the start)."""
    lines = [
        "| arm | outliers | T | seeds | greedy EM | sampled EM | reward of samples |",
        "|---|---|---|---|---|---|---|",
    ]
    arms = arms_of(results)
    for arm in arms:
        cells = [estimate(list(values_by_seed(results, arm, metric).values())) for metric in METRICS]
        shown = " | ".join(
            _percent(cell) if metric != "reward" else _plain(cell)
            for metric, cell in zip(METRICS, cells, strict=True)
        )
        lines.append(f"| {arm[0]} | {arm[1]:.0%} | {arm[2]:g} | {cells[0].seeds} | {shown} |")
    lines += [
        "",
        "| difference | outliers | metric | points (95% interval) | p | better/worse | detectable at 80% power |",
        "|---|---|---|---|---|---|---|",
    ]
    for arm in arms:
        other = (baseline, arm[1], arm[2])
        if other not in arms or other == arm:
            continue
        for metric in ("greedy", "sampled"):
            left, right = (values_by_seed(results, place, metric) for place in (arm, other))
            gap = difference(left, right)
            if gap is not None:
                lines.append(
                    f"| {arm[0]} − {baseline} | {arm[1]:.0%} | {metric} | {_percent(gap.estimate, sign=True)} | "
                    f"{gap.p_value:.3f} | {gap.wins}/{gap.losses} | {100 * minimum_detectable(left, right):.1f} |"
                )
    return "\n".join(lines) + "\n"


def _percent(cell: Estimate, *, sign: bool = False) -> str:
    form = "+.1f" if sign else ".1f"
    if cell.seeds < 2:
        return f"{100 * cell.mean:{form}}"
    return f"{100 * cell.mean:{form}} ({100 * cell.low:{form}} to {100 * cell.high:{form}})"


def _plain(cell: Estimate) -> str:
    if cell.seeds < 2:
        return f"{cell.mean:.3f}"
    return f"{cell.mean:.3f} ({cell.low:.3f} to {cell.high:.3f})"
