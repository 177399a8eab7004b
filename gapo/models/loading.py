"""Models and tokenizers by path, by name, or fresh."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

from codeedit_bench.errors import CodeEditError, TrainingError
from codeedit_bench.files import atomic_directory
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.programs import require_packages
from evaluators.backends.local_model import reason_of_loader
from gapo.config import Recipe

TINY = "tiny"
FRESH = "fresh"
ADAPTER = "adapter_config.json"


def require_training_packages() -> None:
    """`MissingExtraError` names the first package of the `train` extra that is not installed."""
    require_packages("train", "Training", "torch", "transformers", "trl", "accelerate")


def model_path(name: str) -> str:
    """The place of a model: `tiny` is the one that ships with the package; a local path must hold a model."""
    if name == TINY:
        shipped = Path(str(resources.files("gapo") / "tiny_model"))
        if not (shipped / "config.json").is_file():
            raise TrainingError("The tiny model is not there. Make it: make tiny-model")
        return str(shipped)
    path = Path(name)
    if path.is_dir():
        if not (path / "config.json").is_file() and not is_adapter(name):
            raise TrainingError(f"{path} does not hold a model: it has neither config.json nor {ADAPTER}.")
        return str(path.resolve())
    if name.startswith((".", "/")) or name.count("/") != 1:
        raise TrainingError(f"There is no model at {name}. Give a folder, a Hugging Face name, or `tiny`.")
    return name


def is_adapter(name: str) -> bool:
    """Whether this folder is what a LoRA run leaves: an adapter that names its base model."""
    return (Path(name) / ADAPTER).is_file()


def adapter_base(path: str) -> str:
    """The place of the model that this adapter was trained on."""
    try:
        stated = parse_json(read_text(Path(path) / ADAPTER))["base_model_name_or_path"]
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: its {ADAPTER} does not name a base model.") from error
    return model_path(str(stated))


def accelerator_device() -> Any:
    """The device that this process computes on: its GPU, or the CPU where there is none."""
    import torch

    if not torch.accelerator.is_available():
        return torch.device("cpu")
    kind = torch.accelerator.current_accelerator()
    return torch.device(kind.type if kind else "cpu", int(os.environ.get("LOCAL_RANK", "0")))


def save_merged(name: str, out: Path) -> None:
    """Write the adapter's base model with the adapter's weights merged in, in float32, as a model of its own."""
    path = model_path(name)
    if not is_adapter(path):
        raise TrainingError(f"{name} is not a LoRA run: it has no {ADAPTER}, so there is nothing to merge.")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    require_packages("train", "A LoRA adapter", "peft")
    from peft import PeftModel

    model = AutoModelForCausalLM.from_pretrained(adapter_base(path), dtype=torch.float32)
    merged = PeftModel.from_pretrained(model, path).merge_and_unload()
    with atomic_directory(out) as folder:
        merged.save_pretrained(folder)
        AutoTokenizer.from_pretrained(path).save_pretrained(folder)


def load_model(name: str, recipe: Recipe, texts: Iterable[str]) -> tuple[Any, Any]:
    """The model and its tokenizer, ready to train or to sample from.

    `texts` are read for a fresh model alone: they teach its tokenizer. An adapter is merged into its base model.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if name == FRESH:
        from gapo.tiny.architecture import TinyShape, make_tiny_model
        from gapo.tiny.tokenizer import train_tokenizer

        tokenizer = train_tokenizer(texts, recipe.tiny_vocabulary)
        shape = TinyShape(layers=recipe.tiny_layers, wired=recipe.tiny_wired)
        return make_tiny_model(tokenizer, shape, recipe.seed), tokenizer
    path = model_path(name)
    if is_adapter(path):
        with tempfile.TemporaryDirectory() as folder:
            merged = Path(folder) / "merged"
            save_merged(path, merged)
            return load_model(str(merged), recipe, texts)
    try:
        tokenizer = AutoTokenizer.from_pretrained(path)
        # Full training keeps the weights in float32 and computes in bfloat16: at a learning rate of 1e-6 an update
        # is smaller than bfloat16 can hold. Frozen weights under LoRA may be bfloat16.
        frozen = recipe.lora_rank > 0 and recipe.dtype == "bfloat16"
        model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.bfloat16 if frozen else torch.float32)
    except (CodeEditError, MemoryError, torch.OutOfMemoryError):
        raise
    except Exception as error:  # a folder of somebody else can break a loader anywhere
        raise TrainingError(f"The model {name} cannot be loaded: {reason_of_loader(error)}.") from error
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
