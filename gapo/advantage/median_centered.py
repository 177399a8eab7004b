"""MC-GRPO: the group's median in place of its mean."""

from __future__ import annotations

import torch
from torch import Tensor


def mc_grpo(rewards: Tensor, *, floor: float = 1e-3) -> Tensor:
    """(r − median) / (MAD + floor), where MAD is the median of |r − median|. Source: arXiv 2601.22582.

    Give an odd number of samples, G + 1: then one of them is the median, its advantage is 0, and G teach. For an
    even number the lower of the two middle rewards counts as the median. Where more than half of a group's rewards
    are equal MAD is 0, and the others' advantages become large: 1,000 for a reward 1 apart. That is the paper's
    formula and its authors' floor; `max_grad_norm` is what bounds such a step.

    Checked against the paper's summary and the authors' code (github.com/lotusroot-kim/MC-GRPO). That code also
    drops the median sample from the loss. It multiplies a group's other advantages by the group's size over the
    number of advantages that are not 0. Here the sample stays with advantage 0, and nothing is multiplied.
    """
    values = rewards.to(torch.float64)
    scored = ~torch.isnan(values)
    deviation = values - values.nanmedian(1, keepdim=True).values
    spread = deviation.abs().nanmedian(1, keepdim=True).values + floor
    compared = scored & (scored.sum(1, keepdim=True) >= 2)
    return (deviation / spread).masked_fill(~compared, 0.0).to(rewards.dtype)
