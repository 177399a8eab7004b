"""What a recipe pays for an answer: its rewards with their weights and options, as one function and as text.

DPO's pairs, the probe, the comparison and exported rows ask here, so that all pay what the trainer pays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask
from gapo.config import Recipe, reward_options
from gapo.rewards import load_reward, option_defaults, with_options


@dataclass(frozen=True, slots=True)
class Payment:
    """The weighted sum of some rewards, before penalties for length.

    Call it with a task and the region's new text.
    """

    rewards: tuple[str, ...]
    weights: tuple[float, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    """By the names of the rewards' parameters. Each reward takes those that it has a parameter for."""

    def __call__(self, task: EditTask, text: str) -> float:
        return sum(
            weight * with_options(load_reward(name), self.options)(task, text)
            for name, weight in zip(self.rewards, self.weights, strict=True)
        )

    def text(self) -> str:
        """One line that `read_payment` reads back to the same payment: a reward's name where that says all."""
        if self == _alone(self.rewards[0]):
            return self.rewards[0]
        stated = {"rewards": dict(zip(self.rewards, self.weights, strict=True)), "options": dict(self.options)}
        return json.dumps(stated)


def payment_of(recipe: Recipe) -> Payment:
    """What this recipe pays."""
    weights = recipe.reward_weights or (1.0,) * len(recipe.rewards)
    options: dict[str, Any] = {}
    for name in recipe.rewards:
        options |= {key: value for key, value in reward_options(recipe).items() if key in option_defaults(name)}
    return Payment(recipe.rewards, weights, options)


@lru_cache(maxsize=64)
def read_payment(text: str) -> Payment:
    """The payment that `Payment.text` wrote. A reward's name alone stands for that reward with its defaults."""
    if not text.startswith("{"):
        return _alone(text)
    stated = parse_json(text)
    return Payment(tuple(stated["rewards"]), tuple(stated["rewards"].values()), stated["options"])


def _alone(name: str) -> Payment:
    return Payment((name,), (1.0,), option_defaults(name))
