"""Noise-corrected GRPO: rewards that are known to flip, and how often."""

from __future__ import annotations

import torch
from torch import Tensor


def noise_corrected(
    rewards: Tensor, *, false_positive_rate: float = 0.0, false_negative_rate: float = 0.0
) -> Tensor:
    """(r − mean) / (1 − ρ₊ − ρ₋): the Dr. GRPO form of arXiv 2510.18924.

    ρ₊ is the chance that a failure is paid as a success, ρ₋ that a success is paid as a failure. The corrected
    reward (r − ρ₊) / (1 − ρ₊ − ρ₋) is right on average, and so is its difference from the group's mean. Over the
    flips, its expectation is Dr. GRPO's advantage of the true rewards. Rates of 0 give Dr. GRPO.

    The noise model and the two rates are the paper's, as its abstract and a public review state them. The formula
    follows from them; we have not read the paper's own estimator. The paper estimates the rates; here they are
    given.

    Raises `ValueError` where the rates leave no signal.
    """
    kept = 1.0 - false_positive_rate - false_negative_rate
    if kept <= 0:
        raise ValueError(
            f"false_positive_rate {false_positive_rate} and false_negative_rate {false_negative_rate} must add up "
            "to less than 1: rewards that flip more often tell nothing"
        )
    values = rewards.to(torch.float64)
    scored = ~torch.isnan(values)
    compared = scored & (scored.sum(1, keepdim=True) >= 2)
    corrected = (values - values.nanmean(1, keepdim=True)) / kept
    return corrected.masked_fill(~compared, 0.0).to(rewards.dtype)
