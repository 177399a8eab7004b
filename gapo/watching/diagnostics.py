"""Numbers about groups of rewards that explain what GAPO does differently; pure."""

from __future__ import annotations

import torch
from torch import Tensor

from gapo.advantage import interval_center

_MAD_TO_SIGMA = 1.4826
_OUTLYING = 3.0


def group_metrics(rewards: Tensor, advantages: Tensor, coverage: float) -> dict[str, float]:
    """Means over groups of `[groups, samples]` rewards, NaN left out.

    `group/q` and `group/width` are the interval's centre and width, `group/mean` is GRPO's baseline.
    `group/skewness` is the third standardised moment of groups that vary. `group/outliers` is the share of samples
    further than three robust standard deviations from the group's median. Robust means taken from the median
    absolute deviation.
    """
    values = rewards.to(torch.float64)
    center, width = interval_center(values, coverage=coverage)
    scored = ~torch.isnan(values)
    mean = values.nanmean(1, keepdim=True)
    deviation = values - mean
    second = (deviation**2).nanmean(1)
    varies = second > 1e-12
    skewness = (deviation**3).nanmean(1)[varies] / second[varies] ** 1.5
    away = (values - values.nanmedian(1, keepdim=True).values).abs()
    robust = _MAD_TO_SIGMA * away.nanmedian(1, keepdim=True).values
    outliers = (away > _OUTLYING * robust) & (robust > 0)
    count = scored.sum().clamp_min(1)
    return {
        "group/q": _mean(center),
        "group/width": _mean(width),
        "group/mean": _mean(mean.squeeze(1)),
        "group/skewness": _mean(skewness),
        "group/zero_variance": _mean((~varies).to(torch.float64)),
        "group/zero_advantage": float(((advantages == 0) & scored).sum() / count),
        "group/outliers": float(outliers.sum() / count),
        "group/advantage_mean": float(advantages[scored].to(torch.float64).mean()) if scored.any() else 0.0,
        "group/unscorable": float((~scored).to(torch.float64).mean()),
    }


def _mean(values: Tensor) -> float:
    return float(values.nanmean()) if values.numel() and not bool(torch.isnan(values).all()) else 0.0
