"""Fit a recipe's batches to the data set, so that a small one is trained on too; pure."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from codeedit_bench.errors import TrainingError
from gapo.config import Recipe


def fit_rollout(recipe: Recipe, tasks: int, processes: int) -> tuple[Recipe, list[str]]:
    """The recipe with a rollout of at most `tasks` prompts, and a sentence for each thing to know.

    Fewer optimizer steps share a rollout first; then a step sees fewer prompts, and a forward pass fewer samples.
    A step with fewer prompts than can be shared by the processes sees as many as these need.
    Each pass over the data leaves out the tasks that do not fill a rollout; they are counted in a sentence.
    """
    if recipe.algorithm not in ("grpo", "rloo", "ppo"):
        return recipe, []
    wanted = recipe.prompts_per_step * recipe.steps_per_rollout
    sentences = []
    if tasks < wanted:
        # A step's samples must come out even: its prompts are a multiple of this many.
        together = processes // math.gcd(recipe.samples, processes)
        if tasks < together:
            raise TrainingError(
                f"{tasks} tasks of {recipe.samples} samples cannot be shared by {processes} processes. "
                "Start fewer."
            )
        per_step = max(together, min(recipe.prompts_per_step, tasks) // together * together)
        local = per_step * recipe.samples // processes
        steps = max(1, tasks // per_step)
        batch = max(size for size in range(1, min(recipe.device_batch, local) + 1) if local % size == 0)
        recipe = dataclasses.replace(
            recipe, prompts_per_step=per_step, steps_per_rollout=steps, device_batch=batch
        )
        sentences.append(
            f"A rollout asks for {wanted:,} tasks and the data set has {tasks:,}: it is made smaller, to "
            f"prompts_per_step={per_step}, steps_per_rollout={steps} and device_batch={batch}."
        )
    left = tasks % (recipe.prompts_per_step * recipe.steps_per_rollout)
    if left:
        sentences.append(
            f"Each pass over the {tasks:,} tasks leaves out {left:,} that do not fill a rollout, others each time."
        )
    return recipe, sentences


def length_advice(lengths: Sequence[int], limit: int) -> str:
    """What the answers' lengths are and which `completion_tokens` keeps 95% of them. `lengths` in tokens."""
    ordered = sorted(lengths)

    def quantile(share: float) -> int:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    shown = ", ".join(f"{share:.0%} {quantile(share):,}" for share in (0.5, 0.9, 0.95, 0.99))
    over = sum(length >= limit for length in ordered)
    return (
        f"{over:,} of {len(ordered):,} answers do not fit completion_tokens={limit:,}. Their lengths in tokens: "
        f"{shown}, longest {ordered[-1]:,}. To keep 95%: --set completion_tokens={quantile(0.95) + 1}."
    )
