"""GRPO, GAPO, Dr. GRPO and RLOO: pure functions of groups of rewards.

Rewards come as `[groups, samples]`; NaN marks a sample that could not be scored. Such a sample takes no part
in its group's statistics and gets advantage 0. Everything is computed in float64 and returned in the rewards'
own dtype. A group with fewer than two scored samples has nothing to compare: its advantages are 0. Groups of
unequal size go through `by_index`.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor

from gapo.estimators import Estimator

Center = Literal["median", "mean"]
Coverage = float | str | Decimal | Fraction


def grpo(rewards: Tensor, *, epsilon: float = 1e-6) -> Tensor:
    """(r − mean) / (std + ε), std with n − 1. Source: Shao et al., arXiv 2402.03300."""
    values, scored = _split(rewards)
    deviation = values - _mean(values, scored)
    return _finish(deviation / (_spread(deviation, scored) + epsilon), rewards, scored)


def gapo(rewards: Tensor, *, coverage: Coverage = 0.5, center: Center = "median", epsilon: float = 1e-6) -> Tensor:
    """(r − Q) / (sqrt(Σ(r − Q)² / (n − 1)) + ε). Source: arXiv 2510.21830.

    Q is `interval_center`: a group's typical reward, which a few outliers cannot move. The advantages of a group
    need not sum to zero.
    """
    values, scored = _split(rewards)
    baseline, _ = _interval(values, scored, coverage, center)
    deviation = values - baseline
    return _finish(deviation / (_spread(deviation, scored) + epsilon), rewards, scored)


def dr_grpo(rewards: Tensor) -> Tensor:
    """r − mean: no scaling, so that easy and hard prompts weigh alike. Source: Liu et al., arXiv 2503.20783."""
    values, scored = _split(rewards)
    return _finish(values - _mean(values, scored), rewards, scored)


def rloo(rewards: Tensor) -> Tensor:
    """r_i − mean of the group's other rewards: an unbiased baseline. Source: Ahmadian et al., arXiv 2402.14740."""
    values, scored = _split(rewards)
    count = _count(values, scored)
    scale = count / (count - 1).clamp_min(1)
    return _finish((values - _mean(values, scored)) * scale, rewards, scored)


def interval_center(
    rewards: Tensor, *, coverage: Coverage = 0.5, center: Center = "median"
) -> tuple[Tensor, Tensor]:
    """Q and the width of the tightest window that holds `coverage` of each group's rewards, float64 `[groups]`.

    The window is k = ceil(coverage · n) consecutive sorted rewards; ties go to the lower one; Q is its median
    (the mean of the two middle rewards for even k) or its mean. NaN for a group without a scored sample.
    """
    values, scored = _split(rewards)
    baseline, width = _interval(values, scored, coverage, center)
    return baseline.squeeze(1), width.squeeze(1)


def window_size(coverage: Coverage, count: int) -> int:
    """ceil(coverage · count), where a coverage of 0.55 means 55/100 and not its binary neighbour."""
    return _window_sizes(str(coverage), count)[count]


def by_index(estimator: Estimator, rewards: Tensor, index: Tensor, **options: object) -> Tensor:
    """Apply `estimator` to ragged groups: `rewards` and `index`, both `[samples]`; equal indices form a group."""
    if rewards.numel() == 0:
        return rewards.clone()
    _, group, sizes = torch.unique(index, return_inverse=True, return_counts=True)
    order = torch.argsort(group, stable=True)
    starts = torch.cumsum(sizes, 0) - sizes
    place = torch.arange(len(order), device=rewards.device) - torch.repeat_interleave(starts, sizes)
    padded = torch.full((len(sizes), int(sizes.max())), math.nan, dtype=rewards.dtype, device=rewards.device)
    padded[group[order], place] = rewards[order]
    result = torch.empty_like(rewards)
    result[order] = estimator(padded, **options)[group[order], place]
    return result


@lru_cache(maxsize=256)
def _window_sizes(coverage: str, most: int) -> tuple[int, ...]:
    share = Fraction(coverage)
    if not 0 < share <= 1:
        raise ValueError(f"coverage must be in (0, 1], not {coverage}")
    return tuple(max(1, math.ceil(share * count)) for count in range(most + 1))


def _split(rewards: Tensor) -> tuple[Tensor, Tensor | None]:
    """The rewards in float64 and which are scored; None if all are, which spares the masked path."""
    if rewards.ndim != 2:
        raise ValueError(f"rewards must be [groups, samples], not {list(rewards.shape)}")
    values = rewards.to(torch.float64)
    missing = torch.isnan(values)
    return values, ~missing if bool(missing.any()) else None


def _count(values: Tensor, scored: Tensor | None) -> Tensor:
    if scored is None:
        return values.new_full((1, 1), values.shape[1])
    return scored.sum(1, keepdim=True).to(values.dtype)


def _mean(values: Tensor, scored: Tensor | None) -> Tensor:
    return values.mean(1, keepdim=True) if scored is None else values.nanmean(1, keepdim=True)


def _spread(deviation: Tensor, scored: Tensor | None) -> Tensor:
    squares = deviation * deviation
    total = squares.sum(1, keepdim=True) if scored is None else squares.nansum(1, keepdim=True)
    return (total / (_count(deviation, scored) - 1).clamp_min(1)).sqrt_()


def _finish(advantages: Tensor, rewards: Tensor, scored: Tensor | None) -> Tensor:
    if rewards.shape[1] < 2:
        return torch.zeros_like(rewards)
    if scored is not None:
        alone = scored.sum(1, keepdim=True) < 2
        advantages = advantages.masked_fill(~scored | alone, 0.0)
    return advantages.to(rewards.dtype)


def _interval(values: Tensor, scored: Tensor | None, coverage: Coverage, center: Center) -> tuple[Tensor, Tensor]:
    """Q and width as `[groups, 1]`."""
    if center not in ("median", "mean"):
        raise ValueError(f"center must be 'median' or 'mean', not {center!r}")
    samples = values.shape[1]
    ordered = values.sort(1).values  # NaN last
    if scored is None:
        size = window_size(coverage, samples)
        widths = ordered[:, size - 1 :] - ordered[:, : samples - size + 1]
        start = widths.argmin(1, keepdim=True)  # the first of equals, so the lower window
        width = widths.gather(1, start)
        if center == "mean":
            return ordered.unfold(1, size, 1).mean(2).gather(1, start), width
        low = ordered.gather(1, start + (size - 1) // 2)
        return (low if size % 2 else (low + ordered.gather(1, start + size // 2)) / 2), width
    count = scored.sum(1, keepdim=True)
    size_of = torch.tensor(_window_sizes(str(coverage), samples), device=values.device)[count]
    first = torch.arange(samples, device=values.device).expand_as(values)
    last = first + size_of - 1
    ends = ordered.gather(1, last.clamp_max(samples - 1))
    widths = (ends - ordered).masked_fill(last >= count, math.inf)
    start = widths.argmin(1, keepdim=True)
    width = widths.gather(1, start).masked_fill(count == 0, math.nan)
    if center == "mean":
        inside = (first >= start) & (first < start + size_of)
        return ordered.nan_to_num(0.0).mul(inside).sum(1, keepdim=True) / size_of.masked_fill(count == 0, 0), width
    low = ordered.gather(1, start + (size_of - 1) // 2)
    high = ordered.gather(1, (start + size_of // 2).clamp_max(samples - 1))
    return (low + high) / 2, width
