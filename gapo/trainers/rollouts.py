"""What every online trainer of ours adds to TRL's rollouts: chunks, unscorable samples, a resumable order.

A mixin for TRL's GRPO and RLOO trainers, whose private seams have the same names.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from trl.trainer.utils import RepeatSampler

from gapo.models.precision import generating_in


class EpochSampler(RepeatSampler):  # type: ignore[misc]  # a base class without types
    """TRL's sampler with an order that follows from seed and epoch alone, so that a resumed run sees the same."""

    def set_epoch(self, epoch: int) -> None:
        if self.shuffle:
            self.generator.manual_seed((self.seed or 0) * 1_000_003 + epoch)


class RolloutMixin:
    """Stands before a TRL trainer among the base classes."""

    def __init__(
        self,
        *arguments: Any,
        task_rewards: int = 1,
        rollout_batch: int = 64,
        rollout_dtype: str = "float32",
        reference_dtype: torch.dtype | None = None,
        **keywords: Any,
    ) -> None:
        """`task_rewards`: how many of the reward functions, from the first, judge the task itself; the others are
        penalties. `rollout_batch`: sequences that one `generate` call makes on one device. `rollout_dtype`: of
        the weights on a CPU while they generate. `reference_dtype`: of
        the frozen model that the KL term is measured from; None leaves it as TRL loads it."""
        super().__init__(*arguments, **keywords)
        this: Any = self
        self._task_rewards, self._rollout_batch = task_rewards, rollout_batch
        self._rollout_dtype = rollout_dtype
        if reference_dtype is not None and this.ref_model is not None and not this.is_fsdp_enabled:
            this.ref_model.to(reference_dtype)

    def _get_train_sampler(self, dataset: Any = None) -> EpochSampler:
        this: Any = self
        return EpochSampler(
            data_source=this.train_dataset if dataset is None else dataset,
            mini_repeat_count=this.num_generations,
            batch_size=this.args.generation_batch_size // this.num_generations,
            repeat_count=this.num_iterations * this.args.steps_per_generation,
            shuffle=this.shuffle_dataset,
            seed=this.args.seed,
        )

    def _calculate_rewards(self, *arguments: Any, **keywords: Any) -> Tensor:
        """A sample that a task reward could not score is unscorable, whatever penalties could still be counted."""
        base: Any = super()
        rewards: Tensor = base._calculate_rewards(*arguments, **keywords)
        return whole_rows(rewards, self._task_rewards)

    def _generate_single_turn(
        self, prompt_ids: list[list[int]], images: Any, multimodal_fields: Any, *more: Any, **keywords: Any
    ) -> Any:
        """TRL's generation in chunks of `rollout_batch` sequences, those of like length together."""
        this: Any = self
        with generating_in(this.model, this._rollout_dtype):
            return self._in_chunks(prompt_ids, images, multimodal_fields, *more, **keywords)

    def _in_chunks(
        self, prompt_ids: list[list[int]], images: Any, multimodal_fields: Any, *more: Any, **keywords: Any
    ) -> Any:
        this: Any = self
        base: Any = super()
        if this.use_vllm or len(prompt_ids) <= self._rollout_batch:
            return base._generate_single_turn(prompt_ids, images, multimodal_fields, *more, **keywords)
        order = sorted(range(len(prompt_ids)), key=lambda index: (len(prompt_ids[index]), index))
        found: dict[int, list[int]] = {}
        beside: tuple[Any, ...] = ()
        for start in range(0, len(order), self._rollout_batch):
            chosen = order[start : start + self._rollout_batch]
            made = base._generate_single_turn(
                [prompt_ids[index] for index in chosen], images, multimodal_fields, *more, **keywords
            )
            if isinstance(made, tuple):  # GRPO's trainer also returns what only vLLM fills; RLOO's returns the ids
                made, *others = made
                beside = tuple(others)
            found.update(zip(chosen, made, strict=True))
        ids = [found[index] for index in range(len(prompt_ids))]
        return (ids, *beside) if beside else ids


def whole_rows(rewards: Tensor, task_rewards: int) -> Tensor:
    """`[samples, functions]` rewards where a row with NaN among its first `task_rewards` is NaN throughout."""
    unscorable = torch.isnan(rewards[:, :task_rewards]).any(dim=1, keepdim=True)
    return rewards.masked_fill(unscorable, torch.nan)
