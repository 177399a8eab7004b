"""GAPO for verl: loaded through the entry-point group `verl.plugins`, which registers the estimator `gapo`.

verl only imports the entry point, inside its own import, and logs a failure at DEBUG; `require_registered` is what
notices one. Options come from `algorithm`: `+algorithm.coverage=0.5 +algorithm.center=median`.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from codeedit_bench.errors import TrainingError
from gapo.advantage import by_index, gapo

NAME = "gapo"


def gapo_outcome_advantage(
    token_level_rewards: Tensor, response_mask: Tensor, index: Any, config: Any = None, **_: Any
) -> tuple[Tensor, Tensor]:
    """verl's signature: rewards and mask `[samples, tokens]`, `index` the prompt's uid of each sample.

    A sample's reward is the sum over its tokens; its advantage stands at each of its answer's tokens.
    """
    read = config.get if config is not None else lambda _, default: default
    codes: dict[Any, int] = {}
    groups = torch.tensor([codes.setdefault(uid, len(codes)) for uid in index], device=response_mask.device)
    with torch.no_grad():
        advantages = by_index(
            gapo,
            token_level_rewards.sum(-1),
            groups,
            coverage=read("coverage", 0.5),
            center=read("center", "median"),
        )
        spread = advantages.unsqueeze(-1) * response_mask
    return spread, spread


def register() -> str:
    """Register with verl; again is no harm."""
    from verl.trainer.ppo.core_algos import register_adv_est

    register_adv_est(NAME)(gapo_outcome_advantage)
    return NAME


def require_registered() -> None:
    """`TrainingError` when verl does not know the estimator, with the remedy."""
    import verl.trainer.ppo.core_algos as algorithms

    if algorithms.ADV_ESTIMATOR_REGISTRY.get(NAME) is not gapo_outcome_advantage:
        raise TrainingError(
            "verl did not load the gapo plug-in. Install codeedit-bench into verl's environment, leave "
            "VERL_USE_EXTERNAL_PLUGINS at `auto`, and look for the reason with logging at DEBUG."
        )
