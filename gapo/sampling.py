"""Completions from a model in memory, batched: for the held-out slice and for preference pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def complete(
    model: Any,
    tokenizer: Any,
    prompts: Sequence[Any],
    *,
    max_new_tokens: int,
    temperature: float = 0.0,
    batch_size: int = 64,
    synced: bool = False,
) -> list[str]:
    """One completion for each prompt (text, or a list of messages); greedy at temperature 0.

    The global random state decides samples. `synced` keeps ranks of a sharded model in step.
    """
    import torch

    texts = [prompt if isinstance(prompt, str) else _chat(tokenizer, prompt) for prompt in prompts]
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    found: dict[int, str] = {}
    was_training = model.training
    model.eval()
    side, tokenizer.padding_side = tokenizer.padding_side, "left"
    try:
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            batch = tokenizer(
                [texts[index] for index in chosen], return_tensors="pt", padding=True, add_special_tokens=False
            )
            batch.pop("token_type_ids", None)
            batch = batch.to(next(model.parameters()).device)
            how = (
                {"do_sample": True, "temperature": temperature, "top_k": 0, "top_p": 1.0}
                if temperature
                else {"do_sample": False}
            )
            with torch.no_grad():
                ids = model.generate(
                    **batch,
                    **how,
                    max_new_tokens=max_new_tokens,
                    pad_token_id=tokenizer.pad_token_id,
                    eos_token_id=tokenizer.eos_token_id,
                    synced_gpus=synced,
                )
            new = ids[:, batch["input_ids"].shape[1] :]
            for index, text in zip(chosen, tokenizer.batch_decode(new, skip_special_tokens=True), strict=True):
                found[index] = text
    finally:
        tokenizer.padding_side = side
        model.train(was_training)
    return [found[index] for index in range(len(texts))]


def _chat(tokenizer: Any, messages: Any) -> str:
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))
