"""Recipes: what a training run does, as a TOML file of flat keys. Loads without torch.

A recipe on disk may start from another by `base = "name"`. Unknown keys are refused with the nearest valid
one, and `--set key=value` overrides; the merged recipe is saved with the run.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from codeedit_bench.errors import ConfigError, UnknownNameError

Algorithm = Literal["sft", "grpo", "rloo", "dpo"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every choice of a run. `grpo` stands for the whole family: `advantage` says which member."""

    algorithm: Algorithm
    seed: int = 0

    # What is asked and what is paid
    prompt_format: str = "chat"
    prompt_tokens: int = 4096
    """Budget of a prompt; history is cut to fit it, oldest first."""
    completion_tokens: int = 1024
    over_budget: Literal["drop", "cut"] = "drop"
    """A prompt that no cutting of history brings under the budget: leave it out, or cut its beginning."""
    languages: tuple[str, ...] = ()
    """Train on these alone; empty means all."""
    rewards: tuple[str, ...] = ("edem_layout",)
    """Names in `gapo.rewards.REWARDS`; summed with `reward_weights`."""
    reward_weights: tuple[float, ...] = ()
    outlier_rate: float = 0.0
    """For experiments: the share of rewards replaced by 1 − reward, at random but reproducibly."""

    # The estimator
    advantage: str = "grpo"
    coverage: float = 0.5
    """Of GAPO's interval: the share of a group that its tightest window holds."""
    center: Literal["median", "mean"] = "median"
    advantage_epsilon: float = 1e-6
    dynamic_sampling: bool = False
    """Replace groups whose rewards are all equal by groups of other prompts (DAPO)."""
    extra_batches: int = 4
    """At most this many extra rollouts a step for `dynamic_sampling`."""
    overlong_buffer: int = 0
    """Completions longer than `completion_tokens − overlong_buffer` lose up to `overlong_penalty`, linearly."""
    overlong_penalty: float = 1.0

    # The policy's loss
    loss: str = "dapo"
    """TRL's `loss_type`: dapo is the mean over all tokens of the batch, grpo the mean over sequences."""
    kl: float = 0.0
    clip_low: float = 0.2
    clip_high: float = 0.28
    clip_dual: float = 10.0
    """Upper limit of the probability ratio where the advantage is negative; 0 turns it off."""
    dpo_beta: float = 0.1
    dpo_pairs_from: int = 8
    """Samples a task from which the best and the worst make a DPO pair."""

    # Sampling
    samples: int = 8
    """Completions a prompt."""
    temperature: float = 1.0
    top_p: float = 1.0
    vllm: Literal["off", "colocate", "server"] = "off"
    vllm_memory: float = 0.3
    vllm_server: str = "http://127.0.0.1:8000"

    # Steps and batches
    steps: int = 0
    """Optimizer steps; 0 means `epochs`."""
    epochs: float = 1.0
    prompts_per_step: int = 32
    """Prompts (SFT, DPO: examples) that one optimizer step sees, over all devices."""
    steps_per_rollout: int = 1
    """Optimizer steps on one batch of rollouts, each on its own part of it."""
    reuse: int = 1
    """Passes over each batch of rollouts (TRL's `num_iterations`)."""
    device_batch: int = 16
    """Completions in one forward pass on one device."""
    length_groups: bool = False
    """SFT: batch examples of like length."""
    seconds: int = 0
    """Stop after this much wall time at the latest; 0 means never. A run so stopped cannot be repeated exactly."""

    # The optimizer
    learning_rate: float = 1e-6
    schedule: str = "constant_with_warmup"
    warmup_steps: int = 10
    weight_decay: float = 0.1
    adam_beta1: float = 0.9
    adam_beta2: float = 0.999
    max_grad_norm: float = 1.0

    # The model
    dtype: Literal["float32", "bfloat16"] = "bfloat16"
    gradient_checkpointing: bool = False
    lora_rank: int = 0
    """0 trains all weights."""
    lora_alpha: int = 32
    lora_targets: str = "all-linear"
    tiny_vocabulary: int = 2048
    """For `--model fresh`: the tokenizer's size."""
    tiny_layers: int = 4
    tiny_wired: bool = True
    """For `--model fresh`: start from hand-wired induction heads, see `gapo.tiny.wiring`."""
    word_copies: int = 0
    """SFT: so many more copies of each example with the history's words exchanged for others of the data set."""

    # Watching
    eval_steps: int = 50
    eval_tasks: int = 256
    """Tasks of the validation split on which exact match is measured greedily; 0 turns it off."""
    save_steps: int = 50
    keep_checkpoints: int = 2
    log_steps: int = 1
    report_to: tuple[str, ...] = ("tensorboard",)
    max_unscorable: float = 0.05
    """Stop when a larger share of a run's samples than this could not be scored."""

    def options(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


_KEYS = {field.name: field for field in dataclasses.fields(Recipe)}
_TYPES = typing.get_type_hints(Recipe)


def recipe_names() -> list[str]:
    folder = resources.files("gapo") / "recipes"
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


def load_recipe(name_or_path: str, overrides: Sequence[str] = ()) -> Recipe:
    """The shipped recipe of this name, or the file at this path, with `key=value` overrides applied."""
    values = _read(name_or_path, ())
    for text in overrides:
        key, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f"--set {text}: write key=value.")
        values[key.strip()] = _parse(value.strip())
    return _build(values, name_or_path)


def dump_recipe(recipe: Recipe) -> str:
    """The recipe as TOML that `load_recipe` reads back to the same."""
    lines = [f"{key} = {_literal(value)}" for key, value in recipe.options().items()]
    header = "# The merged recipe of this run: `codeedit train --recipe <this file>` repeats it."
    return "\n".join([header, *lines]) + "\n"


def _read(name_or_path: str, seen: tuple[str, ...]) -> dict[str, Any]:
    if name_or_path in seen:
        raise ConfigError(f"Recipe {name_or_path} is its own base: {' → '.join([*seen, name_or_path])}.")
    if name_or_path.endswith(".toml") or "/" in name_or_path:
        path = Path(name_or_path)
        if not path.is_file():
            raise ConfigError(f"There is no recipe file {path}. Shipped recipes: {', '.join(recipe_names())}.")
        text = path.read_text(encoding="utf-8")
    else:
        if name_or_path not in recipe_names():
            raise UnknownNameError("recipe", name_or_path, recipe_names())
        text = (resources.files("gapo") / "recipes" / f"{name_or_path}.toml").read_text(encoding="utf-8")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"Recipe {name_or_path} is not valid TOML: {error}.") from error
    base = values.pop("base", None)
    return {**(_read(str(base), (*seen, name_or_path)) if base else {}), **values}


def _parse(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _build(values: Mapping[str, Any], source: str) -> Recipe:
    for key in values:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see `gapo/config.py` for the keys."
            raise ConfigError(f"Recipe {source} has the unknown key {key!r}; {hint}")
    if "algorithm" not in values:
        raise ConfigError(f"Recipe {source} names no algorithm: set it to sft, grpo, rloo or dpo.")
    recipe = Recipe(**{key: _typed(key, value) for key, value in values.items()})
    _check(recipe)
    return recipe


def _typed(key: str, value: Any) -> Any:
    hint = _TYPES[key]
    if typing.get_origin(hint) is Literal:
        choices = typing.get_args(hint)
        if value not in choices:
            raise UnknownNameError(f"value of {key}:", str(value), choices)
        return value
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        items = value if isinstance(value, list) else [item for item in str(value).split(",") if item]
        return tuple(_scalar(key, item, inner) for item in items)
    return _scalar(key, value, hint)


def _scalar(key: str, value: Any, kind: type) -> Any:
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if kind is not float and type(value) is kind:
        return value
    raise ConfigError(f"Recipe key {key} needs {kind.__name__}, not {value!r}.")


_POSITIVE = (
    *("prompt_tokens", "completion_tokens", "coverage", "samples", "prompts_per_step", "steps_per_rollout"),
    *("reuse", "device_batch", "learning_rate", "temperature", "eval_steps", "save_steps", "log_steps", "epochs"),
)


def _check(recipe: Recipe) -> None:
    for key in _POSITIVE:
        if getattr(recipe, key) <= 0:
            raise ConfigError(f"Recipe key {key} must be above 0, not {getattr(recipe, key)}.")
    if recipe.coverage > 1:
        raise ConfigError(f"Recipe key coverage is a share, at most 1, not {recipe.coverage}.")
    if not 0 <= recipe.outlier_rate < 1:
        raise ConfigError(f"Recipe key outlier_rate is a share below 1, not {recipe.outlier_rate}.")
    if recipe.overlong_buffer >= recipe.completion_tokens:
        raise ConfigError("Recipe key overlong_buffer must be smaller than completion_tokens.")
    if recipe.reward_weights and len(recipe.reward_weights) != len(recipe.rewards):
        raise ConfigError("Recipe key reward_weights needs one weight for each of rewards.")
    if recipe.algorithm in ("grpo", "rloo") and recipe.samples < 2:
        raise ConfigError("Recipe key samples must be at least 2: advantages compare the samples of a group.")


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return json.dumps(value) if isinstance(value, str) else repr(value)
