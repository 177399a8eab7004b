"""Make the tiny model from nothing: a causal language model of about a million parameters.

Llama layout with biases on the attention: for the Qwen2 layout, transformers 5 puts its own tokenizer in place of
the one that was saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gapo.tiny.wiring import wire_induction

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True, slots=True)
class TinyShape:
    hidden: int = 128
    layers: int = 4
    heads: int = 2
    intermediate: int = 384
    rope_theta: float = 1e6
    wired: bool = True
    """Start from hand-wired induction heads: see `gapo.tiny.wiring`."""


def make_tiny_model(tokenizer: PreTrainedTokenizerFast, shape: TinyShape, seed: int) -> Any:
    """A fresh model for `tokenizer`; the same arguments give the same weights."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=shape.hidden,
        intermediate_size=shape.intermediate,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.heads,
        head_dim=64,
        max_position_embeddings=1024,
        rope_parameters={"rope_type": "default", "rope_theta": shape.rope_theta},
        tie_word_embeddings=True,
        attention_bias=True,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
    )
    torch.manual_seed(seed)
    model = LlamaForCausalLM(config)
    if shape.wired:
        wire_induction(model)
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    return model
