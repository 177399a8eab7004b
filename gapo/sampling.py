"""Completions from a model in memory, batched: for the held-out slice and for preference pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gapo.models.precision import generating_in
from gapo.patience import Patience


def complete(
    model: Any,
    tokenizer: Any,
    prompts: Sequence[Any],
    *,
    max_new_tokens: int,
    temperature: float = 0.0,
    batch_size: int = 64,
    label: str = "sampling",
    dtype: str = "float32",
) -> list[str]:
    """One completion for each prompt (text, or a list of messages); greedy at temperature 0.

    The global random state decides samples. An answer ends at any of `end_tokens`. Where a model is sharded,
    transformers keeps the ranks in step by itself, and each rank must bring as many prompts as the others.
    """
    return [
        row.text
        for row in sample(
            model,
            tokenizer,
            prompts,
            max_new_tokens=max_new_tokens,
            temperature=temperature,
            batch_size=batch_size,
            label=label,
            dtype=dtype,
        )
    ]


@dataclass(frozen=True, slots=True)
class Sampled:
    """One completion and how it ended."""

    text: str
    tokens: int
    """Without the end token."""
    truncated: bool
    """It reached the limit without an end token."""


def end_tokens(model: Any, tokenizer: Any) -> list[int]:
    """Every token that ends an answer, as in TRL's rollouts: what the model declares, and the tokenizer's own."""
    declared = model.generation_config.eos_token_id
    tokens = [declared] if isinstance(declared, int) else list(declared or [])
    if tokenizer.eos_token_id is not None and tokenizer.eos_token_id not in tokens:
        tokens.insert(0, int(tokenizer.eos_token_id))
    return tokens


def sample(
    model: Any,
    tokenizer: Any,
    prompts: Sequence[Any],
    *,
    max_new_tokens: int,
    temperature: float = 0.0,
    batch_size: int = 64,
    label: str = "sampling",
    dtype: str = "float32",
) -> list[Sampled]:
    """As `complete`, with the length of each completion and whether it was cut off.

    On a CPU the weights are held in `dtype` meanwhile, see `gapo.models.precision`.
    """
    import torch

    texts = [prompt if isinstance(prompt, str) else _chat(tokenizer, prompt) for prompt in prompts]
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    found: dict[int, Sampled] = {}
    ends = end_tokens(model, tokenizer)
    with (
        Patience(label, len(order), "answers") as progress,
        _left_padded(model, tokenizer),
        generating_in(model, dtype),
    ):
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
                    eos_token_id=ends or None,
                )
            for index, row in zip(chosen, ids[:, batch["input_ids"].shape[1] :].tolist(), strict=True):
                length = next((place for place, token in enumerate(row) if token in ends), len(row))
                text = tokenizer.decode(row[:length], skip_special_tokens=True, clean_up_tokenization_spaces=False)
                found[index] = Sampled(text, length, length == len(row))
            progress.advance(len(chosen))
    return [found[index] for index in range(len(texts))]


def _chat(tokenizer: Any, messages: Any) -> str:
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


@contextmanager
def _left_padded(model: Any, tokenizer: Any) -> Iterator[None]:
    """The model in evaluation mode and prompts padded on the left; both as they were afterwards."""
    was_training, side = model.training, tokenizer.padding_side
    model.eval()
    tokenizer.padding_side = "left"
    try:
        yield
    finally:
        tokenizer.padding_side = side
        model.train(was_training)
