"""The plug-in inside verl itself; `make test-verl` builds the environment that these tests need."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import torch

from gapo.advantage import gapo

pytestmark = [
    pytest.mark.verl,
    pytest.mark.skipif(importlib.util.find_spec("verl") is None, reason="verl is not installed: make test-verl"),
    pytest.mark.filterwarnings("default"),  # verl's imports warn about its own dependencies
]


def batch(rewards: torch.Tensor):
    """verl's DataProto of groups `[groups, samples]`: the reward stands at each answer's last token."""
    import numpy as np
    from verl import DataProto

    groups, samples = rewards.shape
    rows = groups * samples
    mask = torch.ones(rows, 5)
    mask[::2, 3:] = 0
    token_rewards = torch.zeros(rows, 5)
    token_rewards[torch.arange(rows), mask.sum(1).long() - 1] = rewards.flatten()
    uids = np.array([f"prompt-{index // samples}" for index in range(rows)], dtype=object)
    order = torch.randperm(rows, generator=torch.Generator().manual_seed(0))
    tensors = {"token_level_rewards": token_rewards[order], "response_mask": mask[order]}
    return DataProto.from_dict(tensors=tensors, non_tensors={"uid": uids[order.numpy()]}), order


def configuration(name: str, tmp_path: Path, *more: str):
    """A shipped configuration as verl's own parser reads it."""
    import verl.trainer
    from hydra import compose, initialize_config_dir

    from gapo.verl_launch import command

    words = command(name, tmp_path, "model", tmp_path / "run", nodes=1, gpus=8)
    folder = Path(verl.trainer.__file__).parent / "config"
    with initialize_config_dir(str(folder), version_base=None):
        return compose("ppo_trainer", overrides=[*words, *more])


def test_importing_verl_registers_the_estimator() -> None:
    import verl  # noqa: F401 - importing it is what loads the plug-ins

    from gapo.verl_plugin import require_registered

    require_registered()


@pytest.mark.parametrize(("coverage", "center"), [(0.5, "median"), (0.75, "mean")])
def test_verls_compute_advantage_gives_gapos_numbers(coverage: float, center: str, tmp_path: Path) -> None:
    from verl.trainer.ppo.ray_trainer import compute_advantage

    rewards = torch.rand(6, 8, generator=torch.Generator().manual_seed(1))
    data, order = batch(rewards)
    config = configuration("gapo", tmp_path, f"algorithm.coverage={coverage}", f"algorithm.center={center}")
    result = compute_advantage(data, adv_estimator=config.algorithm.adv_estimator, config=config.algorithm)
    expected = gapo(rewards, coverage=coverage, center=center).flatten()[order]
    got = result.batch["advantages"]
    torch.testing.assert_close(got, expected.unsqueeze(1) * result.batch["response_mask"], atol=1e-6, rtol=0)
    torch.testing.assert_close(result.batch["returns"], got)


@pytest.mark.parametrize("name", ["gapo", "grpo", "dapo", "gapo_dapo", "ppo"])
def test_verls_parser_takes_the_shipped_configurations(name: str, tmp_path: Path) -> None:
    config = configuration(name, tmp_path)
    assert config.actor_rollout_ref.actor.clip_ratio_high == 0.28
    assert config.algorithm.adv_estimator == {"ppo": "gae", "gapo_dapo": "gapo", "dapo": "grpo"}.get(name, name)
    assert config.algorithm.filter_groups.enable == ("dapo" in name)


def test_verl_calls_our_reward_on_exported_rows(tmp_path: Path) -> None:
    import pandas as pd
    from verl.trainer.ppo.reward import get_custom_reward_fn

    from codeedit_bench.tasks.dataset import open_dataset, write_dataset
    from codeedit_bench.tasks.records import EditTask
    from codeedit_bench.tasks.storage import from_row
    from evaluators.prompts import FORMATS
    from gapo.config import load_recipe
    from gapo.export import export_verl
    from tests.gapo.conftest import rename_task

    write_dataset(tmp_path / "data", [rename_task(number, "train") for number in range(3)], name="x", extra={})
    assert export_verl(open_dataset(tmp_path / "data"), load_recipe("gapo"), tmp_path / "out") == {"train": 3}
    row = pd.read_parquet(tmp_path / "out" / "train.parquet").iloc[0]
    reward = get_custom_reward_fn(configuration("gapo", tmp_path))
    task = from_row(EditTask, json.loads(row.extra_info["task"]))
    right = FORMATS.load("chat").answer(task, task.reference)
    truth = row.reward_model["ground_truth"]
    score = reward(row.data_source, right, truth, extra_info=row.extra_info)
    assert score == {"score": 1.2, "acc": 1.0, "parsed": 1.0}
    wrong = reward(row.data_source, FORMATS.load("chat").answer(task, "no\n"), truth, extra_info=row.extra_info)
    assert wrong["score"] < 0.5
    assert wrong["acc"] == 0.0
    assert reward(row.data_source, "I cannot.", truth, extra_info=row.extra_info)["parsed"] == 0.0
