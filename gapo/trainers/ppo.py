"""PPO at the seam of our GRPO trainer: TRL's clipped policy loss takes one advantage a token, a critic gives them.

The critic is a copy of the start model with a value head, and an optimizer of its own. It runs on one process: a
sharded critic is not built.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from codeedit_bench.errors import TrainingError
from gapo.trainers.group import GroupTrainer
from gapo.trainers.ppo_terms import generalized_advantages, token_rewards, value_loss, whitened

CRITIC = "critic.pt"
WARM_UP = 20
"""Steps that the critic takes on the first rollout before its values count. Its head starts at 0: without them the
first advantages would compare a sample with nothing."""


class Critic(nn.Module):
    """A transformer without its language head, and a linear value head that starts at 0."""

    def __init__(self, backbone: nn.Module, hidden: int) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(hidden, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor, tokens: int) -> Tensor:
        """`[samples, tokens]`: the value of the state before each of the last `tokens` tokens of `ids`."""
        hidden = self.backbone(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
        values: Tensor = self.head(hidden[:, -tokens - 1 : -1].to(self.head.weight.dtype)).squeeze(-1)
        return values


def load_critic(model: str) -> Critic:
    """A critic on the weights of the model at this place, in float32."""
    from transformers import AutoModel

    backbone = AutoModel.from_pretrained(model, dtype=torch.float32)
    return Critic(backbone, int(backbone.config.hidden_size))


class PPOTrainer(GroupTrainer):
    """`GroupTrainer` whose advantages come from a critic rather than from the group."""

    def __init__(
        self,
        *arguments: Any,
        critic: Callable[[], Critic],
        critic_learning_rate: float,
        discount: float,
        trace: float,
        value_clip: float,
        **keywords: Any,
    ) -> None:
        super().__init__(*arguments, **keywords)
        if self.accelerator.num_processes > 1:
            raise TrainingError(
                "PPO here trains its critic on one process. Start one, or use verl for several (docs/train.md)."
            )
        self._critic = critic().to(self.accelerator.device)
        self._critic_optimizer = torch.optim.AdamW(
            self._critic.parameters(), lr=critic_learning_rate, weight_decay=0.0
        )
        self._discount, self._trace, self._value_clip = discount, trace, value_clip
        self._warm = False

    def _rollout(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        output = super()._rollout(inputs)
        mask = output["completion_mask"]
        rewards = output["sample_rewards"]
        scored = mask * (~torch.isnan(rewards)).unsqueeze(1)
        if self.model.training and not self.state.global_step and not self._warm:
            self._warm_up(output, token_rewards(rewards, mask), scored)
        with torch.no_grad():
            values = torch.cat(
                [self._values(part) for part in _parts(output, self.args.per_device_train_batch_size)]
            )
        advantages, returns = generalized_advantages(
            token_rewards(rewards, mask), values, scored, discount=self._discount, trace=self._trace
        )
        output["advantages"] = whitened(advantages, scored)
        output |= {"values": values, "returns": returns, "value_mask": scored}
        present = scored.bool()
        metrics = self._metrics["train" if self.model.training else "eval"]
        metrics["ppo/value_mean"].append(float(values[present].mean()) if present.any() else 0.0)
        metrics["ppo/explained_variance"].append(_explained(values[present], returns[present]))
        return output

    def _warm_up(self, output: dict[str, Any], paid: Tensor, scored: Tensor) -> None:
        """Bring the critic near the rewards that the start model earns, by the loss that its later steps take.

        With values of 0 and λ = 1 an answer's return at each token is what is paid from there on.
        """
        _, returns = generalized_advantages(
            paid, torch.zeros_like(paid), scored, discount=self._discount, trace=1.0
        )
        size = self.args.per_device_train_batch_size
        for step in range(WARM_UP):
            parts = _parts(output, size)
            place = step % len(parts)
            rows = slice(place * size, (place + 1) * size)
            values = self._values(parts[place])
            loss = value_loss(values, values.detach(), returns[rows], scored[rows], clip=float("inf"))
            torch.autograd.backward([loss])
            self._step_critic()
        self._warm = True

    def _step_critic(self) -> None:
        nn.utils.clip_grad_norm_(self._critic.parameters(), self.args.max_grad_norm or float("inf"))
        self._critic_optimizer.step()
        self._critic_optimizer.zero_grad()

    def _values(self, batch: dict[str, Any]) -> Tensor:
        ids = torch.cat([batch["prompt_ids"], batch["completion_ids"]], dim=1)
        mask = torch.cat([batch["prompt_mask"], batch["completion_mask"]], dim=1)
        with self.accelerator.autocast():
            values: Tensor = self._critic(ids, mask, batch["completion_ids"].shape[1])
        return values.to(torch.float32)

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> Tensor:
        policy: Tensor = super()._compute_loss(model, inputs)
        if self.model.training:
            self._train_critic(inputs)
        return policy

    def _train_critic(self, batch: dict[str, Any]) -> None:
        """A backward pass of the critic, and its step when the policy's step is due."""
        loss = value_loss(
            self._values(batch), batch["values"], batch["returns"], batch["value_mask"], clip=self._value_clip
        )
        (loss / self.current_gradient_accumulation_steps).backward()
        self._metrics["train"]["ppo/value_loss"].append(float(loss.detach()))
        if self.accelerator.sync_gradients:
            self._step_critic()

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        super()._save_checkpoint(model, trial)
        state = {"critic": self._critic.state_dict(), "optimizer": self._critic_optimizer.state_dict()}
        torch.save(state, Path(self.args.output_dir) / f"checkpoint-{self.state.global_step}" / CRITIC)

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        super()._load_optimizer_and_scheduler(checkpoint)
        if checkpoint is not None:
            state = torch.load(Path(checkpoint) / CRITIC, map_location=self.accelerator.device, weights_only=True)
            self._critic.load_state_dict(state["critic"])
            self._critic_optimizer.load_state_dict(state["optimizer"])


def _parts(output: dict[str, Any], size: int) -> list[dict[str, Tensor]]:
    keys = ("prompt_ids", "prompt_mask", "completion_ids", "completion_mask")
    rows = len(output["prompt_ids"])
    return [{key: output[key][start : start + size] for key in keys} for start in range(0, rows, size)]


def _explained(values: Tensor, returns: Tensor) -> float:
    """1 − Var(R − V) / Var(R): how much of the returns the critic knew."""
    if returns.numel() < 2 or float(returns.var()) == 0.0:
        return 0.0
    return float(1 - (returns - values).var() / returns.var())
