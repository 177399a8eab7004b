"""Models and tokenizers by path, by name, or fresh."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

from codeedit_bench.errors import MissingExtraError, TrainingError
from gapo.config import Recipe

TINY = "tiny"
FRESH = "fresh"


def require_training_packages() -> None:
    """`MissingExtraError` names the first package of the `train` extra that is not installed."""
    import importlib.util

    for package in ("torch", "transformers", "trl", "accelerate"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError(package, "train", "Training")


def model_path(name: str) -> str:
    """The place of a model: `tiny` is the one that ships with the package; a local path must hold a model."""
    if name == TINY:
        shipped = Path(str(resources.files("gapo") / "tiny_model"))
        if not (shipped / "config.json").is_file():
            raise TrainingError("The tiny model is not there. Make it: make tiny-model")
        return str(shipped)
    path = Path(name)
    if path.is_dir() and not (path / "config.json").is_file():
        raise TrainingError(f"{path} holds no model: it has no config.json.")
    if not path.is_dir() and (name.startswith((".", "/")) or name.count("/") != 1):
        raise TrainingError(f"There is no model at {name}. Give a folder, a Hugging Face name, or `tiny`.")
    return name


def load_model(name: str, recipe: Recipe, texts: Iterable[str]) -> tuple[Any, Any]:
    """The model and its tokenizer, ready to train. `texts`, read for a fresh model alone, teach its tokenizer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if name == FRESH:
        from gapo.tiny.architecture import TinyShape, make_tiny_model
        from gapo.tiny.tokenizer import train_tokenizer

        tokenizer = train_tokenizer(texts, recipe.tiny_vocabulary)
        shape = TinyShape(layers=recipe.tiny_layers, wired=recipe.tiny_wired)
        return make_tiny_model(tokenizer, shape, recipe.seed), tokenizer
    path = model_path(name)
    try:
        tokenizer = AutoTokenizer.from_pretrained(path)
        # Full training keeps the weights in float32 and computes in bfloat16: at a learning rate of 1e-6 an update
        # is smaller than bfloat16 can hold. Frozen weights under LoRA may be bfloat16.
        frozen = recipe.lora_rank > 0 and recipe.dtype == "bfloat16"
        model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.bfloat16 if frozen else torch.float32)
    except OSError as error:
        raise TrainingError(f"The model {name} cannot be loaded: {str(error).splitlines()[0]}") from error
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return model, tokenizer


def require_chat_template(tokenizer: Any, rows: list[dict[str, Any]], model: str, prompt_format: str) -> None:
    """`TrainingError` when the format speaks in messages and the model knows no chat template."""
    if rows and not isinstance(rows[0]["prompt"], str) and not tokenizer.chat_template:
        raise TrainingError(
            f"The model {model} has no chat template, which the prompt format {prompt_format!r} needs. "
            "Use an instruction-tuned model or a plain format: --set prompt_format=fim."
        )
