"""Recipes: what a training run does, as a TOML file of flat keys.

A recipe on disk may start from another by `base = "name"`, and `--set key=value` overrides. A key that is unknown,
out of range or without effect is refused in one sentence. The merged recipe is saved with the run. Torch is loaded
only to see which options an estimator takes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from codeedit_bench.errors import ConfigError, SettingError, UnknownNameError, told
from codeedit_bench.parsing import parse_toml, read_text
from codeedit_bench.settings import (
    Amount,
    Count,
    Distinct,
    Filled,
    OnlyIf,
    Positive,
    Range,
    Share,
    Text,
    Unit,
    Unless,
    checked_values,
    no_effect,
    settings_of,
    split_assignments,
)
from gapo.estimators import taken_options
from gapo.keys import (
    CLIPPED,
    DPO,
    GRPO,
    ONLINE,
    PPO,
    REWARDED,
    SFT,
    Above,
    Algorithm,
    EstimatorName,
    EstimatorOption,
    FormatName,
    LanguageName,
    Loss,
    Reporter,
    RewardName,
    RewardOption,
    Schedule,
    Seconds,
    Tokens,
    Weight,
)
from gapo.rewards import option_defaults


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every choice of a run. `grpo` stands for the whole family: `advantage` says which member.

    The marks of a key say what it may be and when it is read; one without `OnlyIf` or `Unless` is read by all
    algorithms.
    """

    algorithm: Algorithm
    seed: Annotated[int, Range(least=0, most=2**32 - 1)] = 0

    # What is asked and what is paid
    prompt_format: FormatName = "chat"
    prompt_tokens: Tokens = 4096
    """Budget of a prompt; history is cut to fit it, oldest first."""
    completion_tokens: Tokens = 1024
    over_budget: Literal["drop", "cut"] = "drop"
    """A prompt that no cutting of history brings under the budget: leave it out, or cut its beginning."""
    languages: Annotated[tuple[LanguageName, ...], Distinct()] = ()
    """Train on these alone; empty means all."""
    train_tasks: Count = 0
    """Train on the first so many tasks of the split that fit; 0 means all. They are a sample: ids are digests."""
    rewards: Annotated[tuple[RewardName, ...], Distinct(), Filled(), REWARDED] = ("match_and_progress",)
    """Names in `gapo.rewards.REWARDS`; summed with `reward_weights`."""
    reward_weights: Annotated[tuple[Weight, ...], REWARDED] = ()
    """One weight for each of `rewards`; empty means 1 for all."""
    progress_weight: Annotated[Share, RewardOption("progress_weight"), REWARDED] = 0.2
    """What `match_and_progress` pays at most for a text that is nearer to the answer and not right."""
    silence_pay: Annotated[Share, RewardOption("silence_pay"), REWARDED] = 1.0
    """What leaving a region alone earns where that is right, as a share of what a right edit earns."""
    false_edit_cost: Annotated[Share, RewardOption("false_edit_cost"), REWARDED] = 0.0
    """What changing a region costs where leaving it alone is right."""
    outlier_rate: Annotated[float, Range(least=0, below=1), ONLINE] = 0.0
    """For experiments: the share of rewards replaced by 1 − reward, at random but reproducibly."""

    # The estimator
    advantage: Annotated[EstimatorName, GRPO] = "grpo"
    coverage: Annotated[float, Range(above=0, most=1), EstimatorOption("coverage"), GRPO] = 0.5
    """Of GAPO's interval: the share of a group that its tightest window holds."""
    center: Annotated[Literal["median", "mean"], EstimatorOption("center"), GRPO] = "median"
    advantage_epsilon: Annotated[float, Range(above=0), EstimatorOption("epsilon"), GRPO] = 1e-6
    false_positive_rate: Annotated[
        float, Range(least=0, below=1), EstimatorOption("false_positive_rate"), GRPO
    ] = 0.0
    """Of `noise_corrected`: how often a failure is paid as a success."""
    false_negative_rate: Annotated[
        float, Range(least=0, below=1), EstimatorOption("false_negative_rate"), GRPO
    ] = 0.0
    """Of `noise_corrected`: how often a success is paid as a failure."""
    discount: Annotated[float, Range(above=0, most=1), PPO] = 1.0
    """γ of PPO's advantages."""
    trace: Annotated[float, Range(least=0, most=1), PPO] = 0.95
    """λ of PPO's generalized advantages: 1 trusts the reward alone, 0 the critic."""
    critic_learning_rate: Annotated[Above, PPO] = 1e-5
    value_clip: Annotated[Above, PPO] = 0.2
    """How far a value may move from what it was at the rollout before its loss stops falling."""
    dynamic_sampling: Annotated[bool, GRPO] = False
    """Replace groups whose rewards are all equal by groups of other prompts (DAPO)."""
    extra_batches: Annotated[Positive, GRPO, OnlyIf("dynamic_sampling", (True,))] = 4
    """At most this many extra rollouts a step for `dynamic_sampling`."""
    overlong_buffer: Annotated[int, Range(least=0, most=2**31 - 1), Unit("tokens"), ONLINE] = 0
    """Completions longer than `completion_tokens − overlong_buffer` lose up to `overlong_penalty`, linearly."""
    overlong_penalty: Annotated[Amount, ONLINE, Unless("overlong_buffer", 0)] = 1.0

    # The policy's loss
    loss: Annotated[Loss, CLIPPED] = "dapo"
    """TRL's `loss_type`: dapo is the mean over all tokens of the batch, grpo the mean over sequences."""
    ratio: Annotated[Literal["token", "sequence"], GRPO] = "token"
    """Whose probability ratio is clipped: each token's, or the whole answer's, per token (GSPO)."""
    kl: Annotated[Amount, ONLINE] = 0.0
    clip_low: Annotated[float, Range(least=0, below=1), ONLINE] = 0.2
    clip_high: Annotated[Above, ONLINE] = 0.28
    clip_dual: Annotated[Amount, CLIPPED] = 10.0
    """Upper limit of the probability ratio where the advantage is negative; 0 turns it off."""
    dpo_beta: Annotated[Above, DPO] = 0.1
    dpo_pairs_from: Annotated[int, Range(least=2, most=2**31 - 1), DPO] = 8
    """Samples a task from which the best and the worst make a DPO pair."""

    # Sampling
    samples: Positive = 8
    """Completions a prompt. SFT and DPO accept it and do without: one `--set` can serve all arms of a study."""
    temperature: Annotated[Above, REWARDED] = 1.0
    top_p: Annotated[float, Range(above=0, most=1), ONLINE] = 1.0
    rollout_batch: Annotated[Positive, ONLINE] = 64
    """Completions that one `generate` call makes on one device; vLLM batches by itself."""
    vllm: Annotated[Literal["off", "colocate", "server"], ONLINE] = "off"
    vllm_memory: Annotated[float, Range(above=0, most=1), OnlyIf("vllm", ("colocate",)), ONLINE] = 0.3
    vllm_server: Annotated[Text, OnlyIf("vllm", ("server",)), ONLINE] = "http://127.0.0.1:8000"

    # Steps and batches
    steps: Count = 0
    """Optimizer steps; 0 means `epochs`."""
    epochs: Annotated[Above, OnlyIf("steps", (0,))] = 1.0
    prompts_per_step: Positive = 32
    """Prompts (SFT, DPO: examples) that one optimizer step sees, over all devices."""
    steps_per_rollout: Annotated[Positive, ONLINE] = 1
    """Optimizer steps on one batch of rollouts, each on its own part of it."""
    reuse: Annotated[Positive, ONLINE] = 1
    """Passes over each batch of rollouts (TRL's `num_iterations`)."""
    device_batch: Positive = 16
    """Completions in one forward pass on one device."""
    length_groups: Annotated[bool, SFT] = False
    """SFT: batch examples of like length."""
    threads: Count = 0
    """Threads on a CPU; 0 leaves what OMP_NUM_THREADS or torch says. With 1 a run repeats to the bit."""
    seconds: Seconds = 0
    """Stop after this much wall time at the latest; 0 means never. A run so stopped cannot be repeated exactly."""

    # The optimizer
    learning_rate: Above = 1e-6
    schedule: Schedule = "constant_with_warmup"
    warmup_steps: Count = 10
    weight_decay: Amount = 0.1
    adam_beta1: Annotated[float, Range(least=0, below=1)] = 0.9
    adam_beta2: Annotated[float, Range(least=0, below=1)] = 0.999
    max_grad_norm: Amount = 1.0
    """A longer gradient is shortened to this length; 0 leaves it as it is."""

    # The model
    dtype: Literal["float32", "bfloat16"] = "bfloat16"
    gradient_checkpointing: bool = False
    lora_rank: Count = 0
    """0 trains all weights."""
    lora_alpha: Annotated[Positive, Unless("lora_rank", 0)] = 32
    lora_targets: Annotated[Text, Unless("lora_rank", 0)] = "all-linear"
    tiny_vocabulary: Annotated[int, Range(least=300, most=100_000)] = 2048
    """For `--model fresh`: the tokenizer's size."""
    tiny_layers: Annotated[int, Range(least=1, most=64)] = 4
    tiny_wired: bool = True
    """For `--model fresh`: start from hand-wired induction heads, see `gapo.tiny.wiring`."""
    word_copies: Annotated[Count, SFT] = 0
    """SFT: so many more copies of each example with the history's words exchanged for others of the data set."""

    # Watching
    probe_tasks: Annotated[Count, REWARDED] = 4
    """Tasks to sample before training, to warn where there is nothing to learn from; 0 for none."""
    eval_steps: Positive = 50
    eval_tasks: Count = 256
    """Tasks of the validation split on which exact match is measured greedily; 0 turns it off."""
    save_steps: Positive = 50
    keep_checkpoints: Positive = 2
    log_steps: Positive = 1
    report_to: Annotated[tuple[Reporter, ...], Distinct()] = ("tensorboard",)
    max_unscorable: Annotated[Share, REWARDED] = 0.05
    """Stop when a larger share of a run's samples than this could not be scored."""

    def options(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


_SETTINGS = settings_of(Recipe)


def recipe_names() -> list[str]:
    folder = resources.files("gapo") / "recipes"
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


def load_recipe(name_or_path: str, overrides: Sequence[str] = ()) -> Recipe:
    """The shipped recipe of this name, or the file at this path, with `key=value` overrides applied.

    A recipe's own keys, and overrides, must have an effect. What a recipe inherits gives way. Where its
    `algorithm` or `advantage` is not the base's, the keys that only the base's choice reads are left out.
    """
    layers = [_Layer(f"Recipe {source}:", values) for source, values in _read(name_or_path, ())]
    given = split_assignments(overrides)
    layers = [*(layer.checked() for layer in layers), _Layer("--set", given).checked(as_text=True)]
    if not any("algorithm" in layer.values for layer in layers):
        raise ConfigError(f"Recipe {name_or_path} names no algorithm: set it to sft, grpo, rloo, dpo or ppo.")
    return _merged(layers, name_or_path)


def dump_recipe(recipe: Recipe) -> str:
    """The recipe as TOML that `load_recipe` reads back to the same run: the keys that the run reads."""
    lines = [
        f"{key} = {_literal(value)}" for key, value in recipe.options().items() if _decider(recipe, key) is None
    ]
    header = "# The merged recipe of this run: `codeedit train --recipe <this file>` repeats it."
    return "\n".join([header, *lines]) + "\n"


def estimator_options(recipe: Recipe) -> dict[str, Any]:
    """The options that the recipe can give to an advantage estimator, by the names of its parameters."""
    return _options(recipe, EstimatorOption)


def reward_options(recipe: Recipe) -> dict[str, Any]:
    """The options that the recipe can give to a reward, by the names of its parameters."""
    return _options(recipe, RewardOption)


def _options(recipe: Recipe, kind: type[EstimatorOption | RewardOption]) -> dict[str, Any]:
    marks = {key: setting.mark(kind) for key, setting in _SETTINGS.items()}
    return {mark.name: getattr(recipe, key) for key, mark in marks.items() if mark}


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one file, or the command line, states."""

    source: str
    values: Mapping[str, Any]

    def checked(self, *, as_text: bool = False) -> _Layer:
        return _Layer(self.source, checked_values(_SETTINGS, self.values, source=self.source, as_text=as_text))


def _read(name_or_path: str, seen: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    """The recipe's files with what each states, the base first."""
    if name_or_path in seen:
        raise ConfigError(f"Recipe {name_or_path} is its own base: {' → '.join([*seen, name_or_path])}.")
    text = _text(name_or_path)
    try:
        values = parse_toml(text)
    except ValueError as error:
        raise ConfigError(f"Recipe {name_or_path} is not valid TOML: {told(error)}.") from error
    base = values.pop("base", None)
    if base is None:
        return [(name_or_path, values)]
    if not isinstance(base, str) or not base:
        raise SettingError(
            f"Recipe {name_or_path}: base must be the name of a recipe or a .toml file, not {base!r}."
        )
    return [*_read(base, (*seen, name_or_path)), (name_or_path, values)]


def _text(name_or_path: str) -> str:
    if not (name_or_path.endswith(".toml") or "/" in name_or_path):
        if name_or_path not in recipe_names():
            raise UnknownNameError("recipe", name_or_path, recipe_names())
        return (resources.files("gapo") / "recipes" / f"{name_or_path}.toml").read_text(encoding="utf-8")
    path = Path(name_or_path)
    if not path.is_file():
        raise ConfigError(f"There is no recipe file {path}. Shipped recipes: {', '.join(recipe_names())}.")
    try:
        return read_text(path)
    except UnicodeDecodeError as error:
        raise ConfigError(f"Recipe {path} is not UTF-8 text: {error.reason} at byte {error.start}.") from error


def _merged(layers: Sequence[_Layer], name: str) -> Recipe:
    stated = {key: number for number, layer in enumerate(layers) for key in layer.values}
    values = {key: layers[number].values[key] for key, number in stated.items()}
    _refuse_other_algorithm(layers, name)
    recipe = Recipe(**values)
    for key in list(values):
        decider = _decider(recipe, key)
        if decider is None:
            continue
        if stated.get(decider, -1) <= stated[key]:
            raise no_effect(key, decider, getattr(recipe, decider), layers[stated[key]].source)
        del values[key]
    recipe = Recipe(**values)
    _check(recipe, name)
    return recipe


def _refuse_other_algorithm(layers: Sequence[_Layer], name: str) -> None:
    """A recipe that is made into another algorithm from the command line would be one in name alone."""
    *files, command = layers
    asked = command.values.get("algorithm")
    stated = {key: value for layer in files for key, value in layer.values.items()}
    if asked is None or stated.get("algorithm", asked) == asked:
        return
    other = Recipe(**{**stated, "algorithm": asked})
    unread = [key for key in stated if _SETTINGS[key].decided_by(other) == "algorithm"]
    if unread:
        raise SettingError(
            f"--set algorithm={asked} does not fit recipe {name}, which sets {', '.join(unread)}: "
            f"{asked} does not read that. Use a recipe of {asked}, or write one with "
            f'base = "{name}" and algorithm = "{asked}".'
        )


def _decider(recipe: Recipe, key: str) -> str | None:
    """The key because of whose value the run does not read `key`; None where it does."""
    setting = _SETTINGS[key]
    decider = setting.decided_by(recipe)
    if decider is not None:
        return decider
    estimator, reward = setting.mark(EstimatorOption), setting.mark(RewardOption)
    if estimator and not taken_options(recipe.advantage, [estimator.name]):
        return "advantage"
    if reward and not any(reward.name in option_defaults(name) for name in recipe.rewards):
        return "rewards"
    return None


def _check(recipe: Recipe, name: str) -> None:
    """The rules that hold between keys."""
    online = recipe.algorithm in ONLINE.values
    if online and recipe.samples < 2:
        raise SettingError(
            f"Recipe {name}: samples must be at least 2: advantages compare the samples of a group."
        )
    if recipe.overlong_buffer >= recipe.completion_tokens:
        raise SettingError(f"Recipe {name}: overlong_buffer must be smaller than completion_tokens.")
    if recipe.reward_weights and not any(recipe.reward_weights):
        raise SettingError(f"Recipe {name}: reward_weights are all 0, so nothing would be paid.")
    if recipe.reward_weights and len(recipe.reward_weights) != len(recipe.rewards):
        raise SettingError(f"Recipe {name}: reward_weights needs one weight for each of rewards.")
    if 0 < recipe.clip_dual <= 1 + recipe.clip_high:
        raise SettingError(
            f"Recipe {name}: clip_dual must be above 1 + clip_high, or 0 to turn it off, not {recipe.clip_dual}."
        )
    if recipe.false_positive_rate + recipe.false_negative_rate >= 1:
        raise SettingError(
            f"Recipe {name}: false_positive_rate and false_negative_rate must add up to less than 1."
        )
    if recipe.vllm == "server" and not recipe.vllm_server.startswith(("http://", "https://")):
        raise SettingError(
            f"Recipe {name}: vllm_server must start with http:// or https://, not {recipe.vllm_server!r}."
        )
    step = recipe.prompts_per_step * (recipe.samples if online else 1)
    if step % recipe.device_batch:
        factors = "prompts_per_step × samples" if online else "prompts_per_step"
        raise SettingError(
            f"Recipe {name}: device_batch must divide {factors}, which is {step}. It is {recipe.device_batch}."
        )


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
