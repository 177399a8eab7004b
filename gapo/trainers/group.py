"""TRL's GRPO trainer with our advantages and DAPO's dynamic sampling, at the one seam that TRL leaves open.

TRL 1.16 has no advantage hook. `_calculate_rewards` returns the rewards of all processes, so it is kept; after
`_generate_and_score_completions` this rank's slice of the advantages is replaced. Loss, KL, clipping, vLLM and
everything distributed stay TRL's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from trl import GRPOTrainer, RLOOTrainer

from codeedit_bench.errors import TrainingError
from gapo.trainers.dynamic import informative_rows, merge_rows
from gapo.trainers.rollouts import RolloutMixin
from gapo.watching.diagnostics import group_metrics

AdvantageFunction = Callable[[Tensor], Tensor]


class GroupTrainer(RolloutMixin, GRPOTrainer):  # type: ignore[misc]  # a base class without types
    """`advantage` maps rewards `[groups, samples]` (NaN = unscorable) to advantages of that shape."""

    def __init__(
        self,
        *arguments: Any,
        advantage: AdvantageFunction,
        coverage: float = 0.5,
        dynamic_sampling: bool = False,
        extra_batches: int = 4,
        **keywords: Any,
    ) -> None:
        """The task rewards alone decide whether a group is informative for dynamic sampling."""
        super().__init__(*arguments, **keywords)
        self._advantage, self._coverage = advantage, coverage
        self._dynamic, self._extra_batches = dynamic_sampling, extra_batches
        self._gathered: Tensor | None = None

    def _calculate_rewards(self, *arguments: Any, **keywords: Any) -> Tensor:
        self._gathered = super()._calculate_rewards(*arguments, **keywords)
        return self._gathered

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        output = self._rollout(inputs)
        if self._dynamic and self.model.training:
            output = self._refill(output, len(inputs))
        for beside in ("task_reward_rows", "sample_rewards"):
            output.pop(beside, None)
        return output

    def _rollout(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        """TRL's rollout with our advantages, and this rank's task rewards beside them."""
        output: dict[str, Any] = super()._generate_and_score_completions(inputs)
        by_function = self._gathered
        if by_function is None:
            raise RuntimeError("TRL did not call _calculate_rewards: this version of TRL does not fit")
        self._gathered = None
        training = self.model.training
        samples = self.num_generations if training else self.num_generations_eval
        weights = self.reward_weights.to(by_function.device)
        rewards = _weighted_sum(by_function, weights).view(-1, samples)
        advantages = self._advantage(rewards)
        flat = advantages.reshape(-1).to(output["advantages"].dtype)
        place = slice(
            self.accelerator.process_index * len(inputs), (self.accelerator.process_index + 1) * len(inputs)
        )
        output["advantages"] = flat[place]
        output["sample_rewards"] = rewards.reshape(-1)[place]
        judged = _weighted_sum(by_function[:, : self._task_rewards], weights[: self._task_rewards])
        output["task_reward_rows"] = judged[place]
        self._rewrite_logs(flat)
        metrics = self._metrics["train" if training else "eval"]
        for name, value in group_metrics(rewards, advantages, self._coverage).items():
            metrics[name].append(value)
        return output

    def _rewrite_logs(self, advantages: Tensor) -> None:
        """The completions table shows the advantages that were used, not TRL's."""
        logged = self._logs["advantages"]
        keep = list(logged)[: len(logged) - len(advantages)]
        logged.clear()
        logged.extend([*keep, *advantages.tolist()])

    def _refill(self, output: dict[str, Any], rows: int) -> dict[str, Any]:
        """Replace groups whose task rewards are all equal by groups of other prompts, while extra batches last."""
        samples = self.num_generations
        if rows % samples:
            raise TrainingError(
                f"Dynamic sampling needs whole groups on each process, and {samples} samples do not divide "
                f"{rows} completions. Change device_batch or samples."
            )
        kept = [(output, informative_rows(output["task_reward_rows"], samples))]
        batches = 0
        while True:
            found = sum(len(index) for _, index in kept)
            short = torch.tensor([max(rows - found, 0)], device=self.accelerator.device)
            missing = int(self.accelerator.gather(short).sum())
            if not missing or batches == self._extra_batches:
                break
            batches += 1
            extra = self._rollout(self._other_prompts(rows // samples, batches))
            kept.append((extra, informative_rows(extra["task_reward_rows"], samples)))
        merged = merge_rows(kept, rows, int(self._tokenizer.pad_token_id))
        total = self.accelerator.gather(merged["completion_mask"].sum()).sum()
        merged["num_items_in_batch"] = total
        metrics = self._metrics["train"]
        metrics["dynamic/extra_batches"].append(float(batches))
        metrics["dynamic/cap_hit"].append(float(missing > 0))
        metrics["dynamic/missing_rows"].append(float(missing))
        return merged

    def _other_prompts(self, groups: int, attempt: int) -> list[dict[str, Any]]:
        """Prompts for extra rollouts, from seed, step, attempt and rank: a resumed run draws the same."""
        generator = torch.Generator().manual_seed(
            hash((self.args.seed, self.state.global_step, attempt, self.accelerator.process_index)) % 2**63
        )
        index = torch.randint(len(self.train_dataset), (groups,), generator=generator).tolist()
        return [self.train_dataset[place] for place in index for _ in range(self.num_generations)]


class RolloutRLOOTrainer(RolloutMixin, RLOOTrainer):  # type: ignore[misc]  # a base class without types
    """TRL's RLOO with our rollouts; its leave-one-out advantages are TRL's own."""


def _weighted_sum(by_function: Tensor, weights: Tensor) -> Tensor:
    total = (by_function * weights.unsqueeze(0)).nansum(dim=1)
    total[torch.isnan(by_function).all(dim=1)] = torch.nan
    return total
