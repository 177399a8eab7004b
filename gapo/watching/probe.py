"""A look at the model's own samples before training: is there anything to learn from?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask
from gapo.config import Recipe
from gapo.examples.rows import Examples
from gapo.payment import payment_of
from gapo.rewards import Reward


@dataclass(frozen=True, slots=True)
class Probe:
    """What samples of a few tasks earned. Shares are between 0 and 1."""

    samples: int
    reward: float
    varying: float
    """Share of tasks whose samples earn different rewards: the others teach an online method nothing."""
    parsed: float
    tokens: float
    """Mean length of an answer."""
    truncated: float

    def line(self) -> str:
        return (
            f"probe: {self.samples} samples, reward {self.reward:.3f}, tasks with different rewards "
            f"{self.varying:.0%}, readable {self.parsed:.0%}, {self.tokens:.0f} tokens an answer, "
            f"cut off {self.truncated:.0%}"
        )


def warnings(probe: Probe) -> list[str]:
    """What will keep the run from learning, each with its remedy."""
    found = []
    if probe.truncated > 0.9:
        found.append(
            "Nearly every answer was cut off before its end. Raise completion_tokens, or train with sft first."
        )
    if probe.parsed < 0.1:
        found.append("Nearly no answer can be read in this prompt format. Train with sft first.")
    if not probe.varying:
        best = "the best" if probe.reward > 0.99 else "the same"
        remedy = (
            "The tasks are too easy." if probe.reward > 0.99 else "Train with sft first, or raise temperature."
        )
        found.append(f"All samples of a task earn {best} reward, so there is nothing to learn from. {remedy}")
    return found


def look(recipe: Recipe, examples: Examples, prompt_format: Any, model: Any, tokenizer: Any) -> Probe:
    """Sample `probe_tasks` tasks, spread over the data set. The global random state is as it was afterwards."""
    import torch

    from gapo.models.loading import accelerator_device
    from gapo.sampling import sample

    count = min(recipe.probe_tasks, len(examples.tasks))
    places = [number * len(examples.tasks) // count for number in range(count)]
    each = recipe.samples if recipe.algorithm != "dpo" else recipe.dpo_pairs_from
    model.to(accelerator_device())
    with torch.random.fork_rng():
        answers = sample(
            model,
            tokenizer,
            [examples.rows[place]["prompt"] for place in places for _ in range(each)],
            max_new_tokens=recipe.completion_tokens,
            temperature=recipe.temperature,
            batch_size=recipe.rollout_batch,
            label="probing",
            dtype=recipe.dtype,
        )
    tasks = [examples.tasks[place] for place in places for _ in range(each)]
    paid = [
        _paid(payment_of(recipe), prompt_format, task, answer.text)
        for task, answer in zip(tasks, answers, strict=True)
    ]
    rewards = [value if value is not None else 0.0 for value in paid]
    groups = [rewards[start : start + each] for start in range(0, len(rewards), each)]
    return Probe(
        samples=len(answers),
        reward=_mean(rewards),
        varying=_mean([float(max(group) > min(group)) for group in groups]),
        parsed=_mean([float(value is not None) for value in paid]),
        tokens=_mean([float(answer.tokens) for answer in answers]),
        truncated=_mean([float(answer.truncated) for answer in answers]),
    )


def report(probe: Probe) -> None:
    """The numbers and the warnings on stderr."""
    sys.stderr.write("\n".join([probe.line(), *(f"warning: {text}" for text in warnings(probe))]) + "\n")


def _paid(reward: Reward, prompt_format: Any, task: EditTask, answer: str) -> float | None:
    """The reward, or None for an answer that cannot be read."""
    try:
        return float(reward(task, prompt_format.parse(task, answer)))
    except UnparseableCompletionError:
        return None
    except Exception:  # the training itself counts what a reward cannot score, and names the error
        return 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
