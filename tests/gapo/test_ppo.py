"""PPO's pieces against values computed by hand, and the whole on a small model."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from codeedit_bench.cli import main
from gapo.trainers.ppo_terms import generalized_advantages, token_rewards, value_loss, whitened
from tests.gapo.test_run import SMALL, sets, train


def test_the_reward_stands_at_the_last_token() -> None:
    mask = torch.tensor([[1, 1, 0], [1, 1, 1], [0, 0, 0], [1, 0, 0]])
    rewards = torch.tensor([0.5, 2.0, 7.0, torch.nan])
    expected = [[0, 0.5, 0], [0, 0, 2.0], [0, 0, 0], [0, 0, 0]]
    assert token_rewards(rewards, mask).tolist() == expected


def test_generalized_advantages_by_hand() -> None:
    """γ = 0.5, λ = 0.5, values 1, 2, 4, reward 8 at the end: δ = (0, 0, 4), A = (0.25, 1, 4)."""
    rewards, values = torch.tensor([[0.0, 0.0, 8.0]]), torch.tensor([[1.0, 2.0, 4.0]])
    advantages, returns = generalized_advantages(rewards, values, torch.ones(1, 3), discount=0.5, trace=0.5)
    assert advantages.tolist() == [[0.25, 1.0, 4.0]]
    assert returns.tolist() == [[1.25, 3.0, 8.0]]


def test_nothing_follows_an_answers_last_token() -> None:
    """The values of padding are 9, and must not be seen."""
    rewards, values = torch.tensor([[0.0, 1.0, 0.0]]), torch.tensor([[0.25, 0.5, 9.0]])
    mask = torch.tensor([[1, 1, 0]])
    advantages, returns = generalized_advantages(rewards, values, mask, discount=1.0, trace=1.0)
    assert advantages.tolist() == [[0.75, 0.5, 0.0]]
    assert returns.tolist() == [[1.0, 1.0, 0.0]]


@settings(deadline=None)
@given(st.lists(st.floats(-2, 2), min_size=1, max_size=6), st.floats(0.1, 1))
def test_with_a_trace_of_one_the_return_is_the_discounted_reward(values, discount) -> None:
    count = len(values)
    rewards = torch.zeros(1, count)
    rewards[0, -1] = 1.0
    _, returns = generalized_advantages(
        rewards, torch.tensor([values]), torch.ones(1, count), discount=discount, trace=1.0
    )
    expected = [discount ** (count - 1 - place) for place in range(count)]
    assert returns[0].tolist() == pytest.approx(expected, abs=1e-5)


def test_whitening_sees_the_mask_alone() -> None:
    found = whitened(torch.tensor([[1.0, 3.0, 100.0]]), torch.tensor([[1, 1, 0]]))
    assert found.tolist()[0] == pytest.approx([-1.0, 1.0, 0.0], abs=1e-6)
    assert whitened(torch.tensor([[5.0]]), torch.tensor([[1]])).tolist() == [[0.0]]


def test_the_value_loss_stops_falling_beyond_the_clip() -> None:
    """Old value 0, return 1: at 0.5 with clip 0.2 the clipped 0.2 counts, (0.2 − 1)² / 2 = 0.32."""
    old, returns, mask = torch.zeros(1, 1), torch.ones(1, 1), torch.ones(1, 1)
    value = torch.tensor([[0.5]], requires_grad=True)
    loss = value_loss(value, old, returns, mask, clip=0.2)
    assert float(loss.detach()) == pytest.approx(0.32)
    loss.backward()
    assert value.grad is not None
    assert value.grad.item() == 0.0
    near = value_loss(torch.tensor([[0.1]]), old, returns, mask, clip=0.2)
    assert float(near) == pytest.approx(0.405)
    assert float(value_loss(torch.full((1, 1), 9.0), old, returns, torch.zeros(1, 1), clip=0.2)) == 0.0


def test_a_run_trains_its_critic_and_is_resumed_to_the_bit(data, model, tmp_path) -> None:
    overrides = ["learning_rate=1e-3", "keep_checkpoints=9", "eval_tasks=0", "kl=0.1", "device_batch=4"]
    whole, again = tmp_path / "whole", tmp_path / "again"
    assert train("tiny_ppo", data, model, whole, *overrides) == 0
    log = [json.loads(line) for line in (whole / "log.jsonl").read_text().splitlines()]
    losses = [entry["ppo/value_loss"] for entry in log if "ppo/value_loss" in entry]
    assert len(losses) == 4
    assert json.loads((whole / "run.json").read_text())["advantage"] == "ppo"
    shutil.copytree(whole, again, ignore=shutil.ignore_patterns("checkpoint-4", "*.safetensors", "run.json"))
    shutil.copytree(whole / "checkpoint-2", again / "checkpoint-2", dirs_exist_ok=True)
    where = ["--data", str(data.path), "--model", model, "--out", str(again), "--resume"]
    assert main(["train", "--recipe", "tiny_ppo", *where, *sets(*SMALL, *overrides)]) == 0
    assert (whole / "model.safetensors").read_bytes() == (again / "model.safetensors").read_bytes()
