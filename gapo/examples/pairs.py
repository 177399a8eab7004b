"""Preference pairs for DPO from the model's own samples: a task's best against its worst."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from codeedit_bench.errors import TrainingError
from codeedit_bench.files import write_json
from codeedit_bench.parsing import parse_json, read_text
from gapo.config import Recipe
from gapo.examples.rows import Examples
from gapo.models.loading import accelerator_device
from gapo.payment import payment_of
from gapo.processes import process_group
from gapo.rewards import RewardFunction, weighted
from gapo.sampling import complete

PAIRS = "pairs.json"


def kept_pairs(
    recipe: Recipe, examples: Examples, prompt_format: Any, model: Any, tokenizer: Any, *, out: Path
) -> list[dict[str, Any]]:
    """The pairs of this run: sampled once, by the main process, and read again by the others and when resuming."""
    file = out / PAIRS
    with process_group().main_process_first():
        if not file.is_file():
            write_json(file, preference_pairs(recipe, examples, prompt_format, model, tokenizer))
        return list(parse_json(read_text(file)))


def preference_pairs(
    recipe: Recipe, examples: Examples, prompt_format: Any, model: Any, tokenizer: Any
) -> list[dict[str, Any]]:
    """Rows of prompt, chosen and rejected; a task whose samples all earn the same gives none."""
    model.to(accelerator_device())
    payment = payment_of(recipe)
    rewards = [
        RewardFunction(
            name,
            examples.tasks,
            prompt_format,
            options=payment.options,
            max_unscorable=recipe.max_unscorable,
        )
        for name in payment.rewards
    ]
    repeated = [row for row in examples.rows for _ in range(recipe.dpo_pairs_from)]
    completions = complete(
        model,
        tokenizer,
        [row["prompt"] for row in repeated],
        max_new_tokens=recipe.completion_tokens,
        temperature=recipe.temperature,
        batch_size=recipe.device_batch,
        label="sampling pairs",
        dtype=recipe.dtype,
    )
    places = [row["task_index"] for row in repeated]
    paid = zip(*(reward(completions, places) for reward in rewards), strict=True)
    values = [weighted(one, payment.weights) for one in paid]
    pairs = []
    for place, row in enumerate(examples.rows):
        span = slice(place * recipe.dpo_pairs_from, (place + 1) * recipe.dpo_pairs_from)
        scored = [
            (value, text) for value, text in zip(values[span], completions[span], strict=True) if value is not None
        ]
        best, worst = max(scored, default=(0.0, "")), min(scored, default=(0.0, ""))
        if best[0] > worst[0]:
            chat = not isinstance(row["prompt"], str)
            answers = [[{"role": "assistant", "content": text}] if chat else text for _, text in (best, worst)]
            pairs.append({"prompt": row["prompt"], "chosen": answers[0], "rejected": answers[1]})
    sys.stderr.write(f"pairs: {len(pairs):,} of {len(examples.rows):,} tasks have samples of different reward\n")
    if not pairs:
        raise TrainingError(
            "No task gave samples of different reward, so there is no preference to learn. "
            "Raise dpo_pairs_from or temperature, or train with sft first."
        )
    return pairs
