"""How much memory a run needs on each device, from the model's shape and the recipe; pure but for one reader.

It is an estimate from above for dense transformers. It counts weights, gradients and Adam's two moments in
float32. With LoRA it counts the base weights in the recipe's dtype and the adapter's states alone. To these it
adds the frozen reference and the larger of two peaks. One is the activations of a forward and backward pass, the
other the key-value cache of a rollout batch.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gapo.config import Recipe

GB = 1e9
_FRAMEWORK = 1e9
"""CUDA context, allocator and kernels."""
_KEPT_AROUND_ATTENTION = {2: 38.0, 4: 46.0}
"""Bytes a token, layer and hidden unit, by the bytes of a number: norms, residuals, projections, rotations.
Norms work in float32 either way. Attention scores are not kept. `tests/gapo/test_memory.py` measures it."""
_KEPT_IN_THE_MLP = 4
"""Numbers a token, layer and intermediate unit: the gate, its activation, the other half and their product."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the estimate needs of a model."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocabulary: int
    tied: bool

    @property
    def parameters(self) -> int:
        attention = self.hidden * self.head_dim * (2 * self.heads + 2 * self.kv_heads)
        mlp = 3 * self.hidden * self.intermediate
        return self.layers * (attention + mlp) + self.vocabulary * self.hidden * (1 if self.tied else 2)

    def adapter_parameters(self, rank: int) -> int:
        """Of LoRA on all linear layers."""
        query, key = self.heads * self.head_dim, self.kv_heads * self.head_dim
        sides = 2 * (self.hidden + query) + 2 * (self.hidden + key) + 3 * (self.hidden + self.intermediate)
        return self.layers * rank * sides


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes on each device."""

    states: float
    """Weights, gradients, optimizer."""
    reference: float
    training: float
    """Activations of one pass."""
    rollouts: float
    """The cache of one rollout batch."""

    @property
    def total(self) -> float:
        return _FRAMEWORK + self.states + self.reference + max(self.training, self.rollouts)

    def line(self) -> str:
        parts = {
            "weights and optimizer": self.states,
            "reference": self.reference,
            "one training pass": self.training,
            "one rollout batch": self.rollouts,
        }
        shown = ", ".join(f"{name} {size / GB:.1f}" for name, size in parts.items() if size)
        return f"about {self.total / GB:.1f} GB on each device ({shown})"


def need(shape: Shape, recipe: Recipe, *, shards: int = 1) -> Need:
    """Of a run in which `shards` devices share the weights (FSDP, ZeRO-3); 1 where each holds them all."""
    size = 2 if recipe.dtype == "bfloat16" else 4
    weights = shape.parameters
    online = recipe.algorithm in ("grpo", "rloo", "ppo")
    critic = 16.0 * weights if recipe.algorithm == "ppo" else 0.0
    if recipe.lora_rank:
        states = size * weights + 16.0 * shape.adapter_parameters(recipe.lora_rank)
        reference = 0.0
    else:
        # Under autocast a 16-bit copy of the weights lives through the forward pass.
        states = 16.0 * weights + (2.0 * weights if size == 2 else 0.0)
        reference = float(size * weights) if (online and recipe.kl) or recipe.algorithm == "dpo" else 0.0
    tokens = recipe.prompt_tokens + recipe.completion_tokens
    batch = recipe.device_batch * tokens * (2 if recipe.algorithm == "dpo" else 1)
    mask = size * tokens  # one row of it for each token
    layer = batch * (
        _KEPT_AROUND_ATTENTION[size] * shape.hidden + _KEPT_IN_THE_MLP * size * shape.intermediate + mask
    )
    kept = size * shape.hidden * batch * shape.layers
    activations = kept + layer if recipe.gradient_checkpointing else layer * shape.layers
    logits = 0.0 if online else (size + 4.0) * shape.vocabulary * batch
    cache = 2.0 * shape.layers * shape.kv_heads * shape.head_dim * size * recipe.rollout_batch * tokens
    rollouts = cache if online and recipe.vllm == "off" else 0.0
    return Need((states + critic) / shards, reference / shards, activations + logits, rollouts)


def remedy(shape: Shape, recipe: Recipe, available: float, *, shards: int = 1) -> str:
    """The fewest settings, in order of how little they change the run, that bring it under `available` bytes."""
    tried = recipe
    changes: dict[str, str] = {}
    for key, value in _smaller(recipe):
        tried = dataclasses.replace(tried, **{key: value})
        changes[key] = str(value).lower()
        if need(shape, tried, shards=shards).total <= available:
            return " ".join(f"--set {name}={text}" for name, text in changes.items())
    return "a smaller model, or more devices that share the weights (docs/train.md)"


def _smaller(recipe: Recipe) -> Iterator[tuple[str, Any]]:
    """Settings to try, each beside those before it."""
    if not recipe.gradient_checkpointing:
        yield "gradient_checkpointing", True
    size = recipe.rollout_batch
    while size > 8 and recipe.algorithm in ("grpo", "rloo", "ppo"):
        size //= 2
        yield "rollout_batch", size
    size = recipe.device_batch
    while size > 1 and size % 2 == 0:
        size //= 2
        yield "device_batch", size
    if not recipe.lora_rank:
        yield "lora_rank", 32


def shape_of(config: Any) -> Shape:
    """From a transformers configuration."""
    heads = int(config.num_attention_heads)
    return Shape(
        hidden=int(config.hidden_size),
        layers=int(config.num_hidden_layers),
        heads=heads,
        kv_heads=int(getattr(config, "num_key_value_heads", None) or heads),
        head_dim=int(getattr(config, "head_dim", None) or config.hidden_size // heads),
        intermediate=int(getattr(config, "intermediate_size", None) or 4 * config.hidden_size),
        vocabulary=int(config.vocab_size),
        tied=bool(getattr(config, "tie_word_embeddings", False)),
    )


def available_bytes() -> tuple[float, str]:
    """The memory of this process's device, and its name."""
    import torch

    if torch.cuda.is_available():
        return float(torch.cuda.get_device_properties(0).total_memory), torch.cuda.get_device_name(0)
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")), "this machine's memory"


def shards_of_this_launch() -> int:
    """How many devices share the weights: as accelerate's environment says, which its launcher sets."""
    sharded = os.environ.get("ACCELERATE_USE_FSDP") == "true" or (
        os.environ.get("ACCELERATE_DEEPSPEED_ZERO_STAGE") == "3"
    )
    return int(os.environ.get("WORLD_SIZE", "1")) if sharded else 1


def advice(name: str, recipe: Recipe) -> list[str]:
    """Sentences about the model at `name`, before its weights are read; none where its shape cannot be told."""
    from transformers import AutoConfig

    try:
        shape = shape_of(AutoConfig.from_pretrained(name))
    except (OSError, ValueError, AttributeError):
        return []
    shards = shards_of_this_launch()
    needed = need(shape, recipe, shards=shards)
    available, device = available_bytes()
    lines = [f"memory: {needed.line()}; {device} has {available / GB:.0f} GB"]
    if needed.total > available:
        lines.append("warning: That does not fit. Change: " + remedy(shape, recipe, available, shards=shards))
    return lines
