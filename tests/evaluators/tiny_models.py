"""A small random model with a byte-level tokenizer, made on the spot: real weights, real files, no meaning."""

from __future__ import annotations

from pathlib import Path

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]
SPECIAL += ["<|repo_name|>", "<|file_sep|>"]


def make_random_model(directory: Path, *, seed: int = 0, context: int = 4096) -> Path:
    """Write a Qwen2-shaped model of about 0.1M parameters to `directory`."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={sign: place for place, sign in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIAL)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>", model_max_length=context
    )
    fast.chat_template = CHAT_TEMPLATE
    fast.save_pretrained(directory)
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=len(fast),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=context,
        eos_token_id=fast.eos_token_id,
        pad_token_id=fast.pad_token_id,
        bos_token_id=None,
        tie_word_embeddings=False,
        initializer_range=0.3,
    )
    Qwen2ForCausalLM(config).save_pretrained(directory)
    return directory


def make_random_gguf(file: Path, folder: Path) -> Path:
    """Write the model in `folder`, which `make_random_model` made, to one GGUF file, as llama.cpp converts it."""
    import json

    import numpy
    from gguf import GGUFWriter, TokenType
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    words = dict(vocabulary["model"]["vocab"]) | {row["content"]: row["id"] for row in vocabulary["added_tokens"]}
    writer = GGUFWriter(file, "qwen2")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_tokenizer_model("gpt2")
    # A file without merges cannot be read, and what a merge makes must be a word.
    ordered = [*sorted(words, key=lambda word: words[word]), "he", "ll"]
    writer.add_token_list(ordered)
    writer.add_token_types([TokenType.CONTROL if word in SPECIAL else TokenType.NORMAL for word in ordered])
    writer.add_token_merges(["h e", "l l"])
    writer.add_eos_token_id(words["<|im_end|>"])
    writer.add_pad_token_id(words["<|endoftext|>"])
    writer.add_chat_template(CHAT_TEMPLATE)
    for name, weights in load_file(folder / "model.safetensors").items():
        short = len(ordered) - len(weights) if name in ("model.embed_tokens.weight", "lm_head.weight") else 0
        writer.add_tensor(_gguf_name(name), numpy.concatenate([weights, weights[:short]]))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def _gguf_name(name: str) -> str:
    """What llama.cpp calls a tensor of Qwen2."""
    parts = {
        "model.embed_tokens": "token_embd",
        "model.norm": "output_norm",
        "lm_head": "output",
        "model.layers": "blk",
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate",
        "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
        "post_attention_layernorm": "ffn_norm",
        "input_layernorm": "attn_norm",
    }
    for ours, theirs in parts.items():
        name = name.replace(ours, theirs)
    return name
