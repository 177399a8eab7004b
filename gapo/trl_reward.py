"""The reward of exported rows for TRL's own trainers: `GRPOTrainer(reward_funcs=[gapo.trl_reward.reward], …)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gapo.verl.reward import score_row


def reward(
    completions: Sequence[Any],
    task: Sequence[str],
    prompt_format: Sequence[str],
    reward_name: Sequence[str],
    **_: Any,
) -> list[float]:
    """One number a completion, from the columns that `codeedit export --to trl` writes."""
    texts = [answer if isinstance(answer, str) else str(answer[-1]["content"]) for answer in completions]
    return [score_row(*row)["score"] for row in zip(texts, task, prompt_format, reward_name, strict=True)]
