"""From a recipe to a TRL trainer."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from trl import DPOConfig, DPOTrainer, GRPOConfig, RLOOConfig, SFTConfig, SFTTrainer

from codeedit_bench.errors import TrainingError
from gapo.config import Recipe, estimator_options
from gapo.estimators import ADVANTAGES, bound_options
from gapo.processes import process_group
from gapo.trainers.answer_tokens import score_answers_alone
from gapo.trainers.group import AdvantageFunction, GroupTrainer, RolloutRLOOTrainer
from gapo.trainers.seam import require_seam


def build_trainer(
    recipe: Recipe,
    *,
    model: Any,
    tokenizer: Any,
    rows: list[dict[str, Any]],
    rewards: list[Any],
    out: Path,
    callbacks: list[Any],
) -> Any:
    """The trainer of `recipe.algorithm`. `rewards`: task rewards first, then penalties; unused by SFT and DPO."""
    require_seam()
    score_answers_alone()
    shared = {
        "model": model,
        "processing_class": tokenizer,
        "callbacks": callbacks,
        "peft_config": _lora(recipe),
    }
    common = _common_arguments(recipe, out)
    if recipe.algorithm == "sft":
        keep = [{"prompt": row["prompt"], "completion": row["completion"]} for row in rows]
        length = recipe.prompt_tokens + recipe.completion_tokens
        sampling = "group_by_length" if recipe.length_groups else "random"
        arguments = SFTConfig(**common, **_batches(recipe), max_length=length, train_sampling_strategy=sampling)
        return SFTTrainer(**shared, args=arguments, train_dataset=Dataset.from_list(keep))
    if recipe.algorithm == "dpo":
        length = recipe.prompt_tokens + recipe.completion_tokens
        arguments = DPOConfig(**common, **_batches(recipe), beta=recipe.dpo_beta, max_length=length)
        return DPOTrainer(**shared, args=arguments, train_dataset=Dataset.from_list(rows))
    prompts = Dataset.from_list([{"prompt": row["prompt"], "task_index": row["task_index"]} for row in rows])
    weights = [*(recipe.reward_weights or [1.0] * len(recipe.rewards))]
    weights += [1.0] * (len(rewards) - len(weights))
    online = {**common, **_rollouts(recipe), "reward_weights": weights}
    ours: dict[str, Any] = {
        "task_rewards": len(recipe.rewards),
        "rollout_batch": recipe.rollout_batch,
        "rollout_dtype": recipe.dtype,
        "reference_dtype": torch.bfloat16 if recipe.dtype == "bfloat16" else None,
    }
    if recipe.algorithm == "rloo":
        arguments = RLOOConfig(**online, epsilon=recipe.clip_low, epsilon_high=recipe.clip_high)
        return RolloutRLOOTrainer(**shared, **ours, args=arguments, train_dataset=prompts, reward_funcs=rewards)
    arguments = GRPOConfig(
        **online,
        epsilon=recipe.clip_low,
        epsilon_high=recipe.clip_high,
        delta=recipe.clip_dual or None,
        loss_type=recipe.loss,
        importance_sampling_level=recipe.ratio,
    )
    if recipe.algorithm == "ppo":
        from gapo.trainers.ppo import PPOTrainer, load_critic

        return PPOTrainer(
            **shared,
            **ours,
            args=arguments,
            train_dataset=prompts,
            reward_funcs=rewards,
            advantage=advantage_function(recipe),
            critic=functools.partial(load_critic, model.config._name_or_path),
            critic_learning_rate=recipe.critic_learning_rate,
            discount=recipe.discount,
            trace=recipe.trace,
            value_clip=recipe.value_clip,
        )
    return GroupTrainer(
        **shared,
        **ours,
        args=arguments,
        train_dataset=prompts,
        reward_funcs=rewards,
        advantage=advantage_function(recipe),
        coverage=recipe.coverage,
        dynamic_sampling=recipe.dynamic_sampling,
        extra_batches=recipe.extra_batches,
    )


def advantage_function(recipe: Recipe) -> AdvantageFunction:
    """The recipe's estimator with the recipe's options that its signature has.

    Raises `UnknownNameError` with the nearest name, and `ConfigError` for an option that no recipe key gives.
    """
    estimator = ADVANTAGES.load(recipe.advantage)
    return functools.partial(estimator, **bound_options(recipe.advantage, estimator_options(recipe)))


def _processes() -> int:
    return int(process_group().num_processes)


def _accumulation(recipe: Recipe, per_step: int, what: str) -> int:
    batch = recipe.device_batch * _processes()
    if per_step % batch:
        raise TrainingError(
            f"A step has {per_step} {what}, and device_batch {recipe.device_batch} × "
            f"{_processes()} processes does not divide it. Change prompts_per_step, samples or device_batch."
        )
    return per_step // batch


def _batches(recipe: Recipe) -> dict[str, Any]:
    return {
        "per_device_train_batch_size": recipe.device_batch,
        "gradient_accumulation_steps": _accumulation(recipe, recipe.prompts_per_step, "examples"),
    }


def _rollouts(recipe: Recipe) -> dict[str, Any]:
    accumulation = _accumulation(recipe, recipe.prompts_per_step * recipe.samples, "completions")
    vllm = {
        "off": {},
        "colocate": {"use_vllm": True, "vllm_mode": "colocate", "vllm_gpu_memory_utilization": recipe.vllm_memory},
        "server": {"use_vllm": True, "vllm_mode": "server", "vllm_server_base_url": recipe.vllm_server},
    }
    return {
        "per_device_train_batch_size": recipe.device_batch,
        "gradient_accumulation_steps": accumulation,
        "steps_per_generation": accumulation * recipe.steps_per_rollout,
        "num_iterations": recipe.reuse,
        "num_generations": recipe.samples,
        "max_completion_length": recipe.completion_tokens,
        "temperature": recipe.temperature,
        "top_p": recipe.top_p,
        "beta": recipe.kl,
        **vllm[recipe.vllm],
    }


def _common_arguments(recipe: Recipe, out: Path) -> dict[str, Any]:
    return {
        "output_dir": str(out),
        "seed": recipe.seed,
        "max_steps": recipe.steps or -1,
        "num_train_epochs": recipe.epochs,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": recipe.schedule,
        "warmup_steps": recipe.warmup_steps,
        "weight_decay": recipe.weight_decay,
        "adam_beta1": recipe.adam_beta1,
        "adam_beta2": recipe.adam_beta2,
        "max_grad_norm": recipe.max_grad_norm,
        "bf16": recipe.dtype == "bfloat16",
        "use_cpu": not torch.cuda.is_available(),
        "gradient_checkpointing": recipe.gradient_checkpointing,
        "logging_steps": recipe.log_steps,
        "logging_nan_inf_filter": False,
        "save_steps": save_interval(recipe),
        "save_total_limit": recipe.keep_checkpoints,
        "report_to": list(recipe.report_to) or "none",
        "disable_tqdm": True,
        "dataloader_pin_memory": torch.cuda.is_available(),
    }


def save_interval(recipe: Recipe) -> int:
    """`save_steps` rounded up to whole rollouts: a checkpoint within one could not be resumed exactly."""
    unit = 1 if recipe.algorithm in ("sft", "dpo") else recipe.steps_per_rollout * recipe.reuse
    return -(-recipe.save_steps // unit) * unit


def _lora(recipe: Recipe) -> Any:
    if not recipe.lora_rank:
        return None
    from peft import LoraConfig

    return LoraConfig(
        r=recipe.lora_rank, lora_alpha=recipe.lora_alpha, target_modules=recipe.lora_targets, task_type="CAUSAL_LM"
    )
