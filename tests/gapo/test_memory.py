"""The memory that recipe headers claim is the memory that the function computes, and its remedies help."""

from __future__ import annotations

import dataclasses
import re
from importlib import resources
from typing import Any

import pytest

from gapo.config import load_recipe, recipe_names
from gapo.models.memory import GB, Shape, need, remedy, shape_of

CLAIM = re.compile(r"^# Memory: (?P<model>\S+)(?: on (?P<shards>\d+) GPUs)?: about (?P<gb>[\d.]+) GB", re.M)
SHAPES = {
    "SmolLM2-135M": Shape(576, 30, 9, 3, 64, 1536, 49152, True),
    "Qwen2.5-Coder-0.5B": Shape(896, 24, 14, 2, 64, 4864, 151936, True),
    "Qwen2.5-Coder-1.5B": Shape(1536, 28, 12, 2, 128, 8960, 151936, True),
    "Qwen2.5-Coder-3B": Shape(2048, 36, 16, 2, 128, 11008, 151936, True),
    "Qwen2.5-Coder-7B": Shape(3584, 28, 28, 4, 128, 18944, 152064, False),
}
"""The models that recipe headers speak of, from their published configurations."""
PUBLISHED = {
    "SmolLM2-135M": 134_515_008,
    "Qwen2.5-Coder-0.5B": 494_032_768,
    "Qwen2.5-Coder-1.5B": 1_543_714_304,
    "Qwen2.5-Coder-3B": 3_085_938_688,
    "Qwen2.5-Coder-7B": 7_615_616_512,
}


def header(name: str) -> str:
    return (resources.files("gapo") / "recipes" / f"{name}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in recipe_names() if CLAIM.search(header(name))])
def test_a_header_claims_what_the_function_computes(name: str) -> None:
    recipe = load_recipe(name)
    for claim in CLAIM.finditer(header(name)):
        found = need(SHAPES[claim["model"]], recipe, shards=int(claim["shards"] or 1)).total / GB
        assert f"{found:.1f}" == claim["gb"], f"{name}: {claim['model']} needs {found:.1f} GB"


@pytest.mark.parametrize(("name", "limit"), [("gapo_24gb", 24), ("gapo_80gb", 80), ("gapo_8x80gb", 80)])
def test_a_recipe_for_a_gpu_fits_it(name: str, limit: int) -> None:
    claims = [float(claim["gb"]) for claim in CLAIM.finditer(header(name))]
    assert claims
    assert max(claims) < limit


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_counts_the_published_parameters(name: str) -> None:
    """Without the small vectors: norms and biases are below a thousandth."""
    assert SHAPES[name].parameters == pytest.approx(PUBLISHED[name], rel=1e-3)


def test_the_shipped_model_counts_its_own_parameters() -> None:
    from transformers import AutoConfig, AutoModelForCausalLM

    place = str(resources.files("gapo") / "tiny_model")
    model = AutoModelForCausalLM.from_pretrained(place)
    counted = sum(value.numel() for value in model.parameters())
    assert shape_of(AutoConfig.from_pretrained(place)).parameters == pytest.approx(counted, rel=1e-2)


def test_the_adapter_counts_what_peft_makes() -> None:
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    place = str(resources.files("gapo") / "tiny_model")
    model = AutoModelForCausalLM.from_pretrained(place)
    shape = shape_of(model.config)
    made = get_peft_model(model, LoraConfig(r=4, target_modules="all-linear", task_type="CAUSAL_LM"))
    counted = sum(value.numel() for value in made.parameters() if value.requires_grad)
    assert shape.adapter_parameters(4) == counted


def kept_for_the_backward_pass(model: Any, sequences: int, tokens: int, dtype: str) -> int:
    """Bytes of all that autograd keeps of a forward pass over padded rows, without the weights' 16-bit copies."""
    import torch

    weights = {value.untyped_storage().data_ptr() for value in model.parameters()}
    kept: dict[int, Any] = {}

    def pack(value: Any) -> Any:
        storage = value.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage
        return value

    ids = torch.randint(model.config.vocab_size, (sequences, tokens))
    mask = torch.ones_like(ids)
    mask[0, : tokens // 4] = 0
    with (
        torch.autograd.graph.saved_tensors_hooks(pack, lambda value: value),
        torch.autocast("cpu", torch.bfloat16, enabled=dtype == "bfloat16"),
    ):
        model(input_ids=ids, attention_mask=mask, logits_to_keep=1)
    copies = 2 * sum(value.numel() for value in model.parameters()) if dtype == "bfloat16" else 0
    return sum(storage.nbytes() for storage in kept.values()) - copies


@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize(("sequences", "tokens"), [(1, 512), (4, 256), (8, 128)])
def test_the_activations_of_a_pass_are_what_autograd_keeps(sequences: int, tokens: int, dtype: str) -> None:
    """From above, and not by much: half of a real need let a run begin that the system then killed."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(str(resources.files("gapo") / "tiny_model")).float()
    recipe = dataclasses.replace(
        load_recipe("gapo_cpu"),
        dtype=dtype,
        gradient_checkpointing=False,
        device_batch=sequences,
        prompt_tokens=tokens - 32,
        completion_tokens=32,
    )
    estimated = need(shape_of(model.config), recipe).training
    kept = kept_for_the_backward_pass(model, sequences, tokens, dtype)
    assert kept <= estimated <= 1.4 * kept


def test_the_remedy_brings_the_run_under_the_limit() -> None:
    shape, recipe = SHAPES["Qwen2.5-Coder-3B"], load_recipe("gapo")
    words = remedy(shape, recipe, 24 * GB).split("--set ")[1:]
    smaller = load_recipe("gapo", [word.strip() for word in words])
    assert need(shape, smaller).total <= 24 * GB < need(shape, recipe).total


def test_where_nothing_helps_that_is_said() -> None:
    assert "a smaller model" in remedy(SHAPES["Qwen2.5-Coder-7B"], load_recipe("gapo"), 4 * GB)


def test_the_chunk_bounds_the_rollout() -> None:
    """The shipped recipe asks for 4,096 sequences a rollout; their cache at 0.5B once was 258 GB."""
    found = need(SHAPES["Qwen2.5-Coder-0.5B"], load_recipe("gapo"))
    assert found.rollouts < 5 * GB
