"""PPO's pieces on tensors: generalized advantages, whitening, the clipped value loss; pure.

Sources: PPO, arXiv 1707.06347; generalized advantage estimation, arXiv 1506.02438; the details that matter for
language models, "The N implementation details of RLHF with PPO". All tensors are `[samples, tokens]`; `mask` is 1
on the tokens of an answer, which are contiguous from the left.
"""

from __future__ import annotations

import torch
from torch import Tensor


def token_rewards(rewards: Tensor, mask: Tensor) -> Tensor:
    """Each sample's reward `[samples]` at its last token; NaN, an unscorable sample, pays nothing."""
    spread = torch.zeros_like(mask, dtype=torch.float32)
    last = mask.sum(1).long() - 1
    rows = (last >= 0).nonzero().squeeze(1)
    spread[rows, last[rows]] = torch.nan_to_num(rewards[rows].to(torch.float32))
    return spread


def generalized_advantages(
    rewards: Tensor, values: Tensor, mask: Tensor, *, discount: float, trace: float
) -> tuple[Tensor, Tensor]:
    """Advantages and returns: A_t = δ_t + γλ A_{t+1} with δ_t = r_t + γ V_{t+1} − V_t; the return is A + V.

    `discount` is γ and `trace` λ. Nothing follows an answer's last token. Both results are 0 off the mask.
    """
    present = mask.to(values.dtype)
    values = values * present
    advantages = torch.zeros_like(values)
    ahead = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    for place in range(values.shape[1] - 1, -1, -1):
        error = rewards[:, place] + discount * following - values[:, place]
        ahead = (error + discount * trace * ahead) * present[:, place]
        advantages[:, place] = ahead
        following = values[:, place]
    return advantages, (advantages + values) * present


def whitened(advantages: Tensor, mask: Tensor) -> Tensor:
    """Mean 0 and variance 1 over the tokens of the mask; 0 elsewhere."""
    present = mask.bool()
    chosen = advantages[present]
    if chosen.numel() < 2:
        return torch.zeros_like(advantages)
    scaled = (advantages - chosen.mean()) / (chosen.std(unbiased=False) + 1e-8)
    return scaled * present.to(advantages.dtype)


def value_loss(values: Tensor, old: Tensor, returns: Tensor, mask: Tensor, *, clip: float) -> Tensor:
    """Half the mean over tokens of max((V − R)², (clip(V, V_old ± clip) − R)²)."""
    near = old + (values - old).clamp(-clip, clip)
    worst = torch.maximum((values - returns) ** 2, (near - returns) ** 2)
    present = mask.to(values.dtype)
    return 0.5 * (worst * present).sum() / present.sum().clamp_min(1.0)
