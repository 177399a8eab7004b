"""What needs a GPU: settings that should agree are compared, and the advantage costs nothing beside a step.

Run with `python -m pytest -m gpu tests/gpu`. Everywhere else these are skipped with the reason.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import torch

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import write_dataset
from gapo.advantage import ADVANTAGES, gapo
from tests.gapo.conftest import rename_task

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]
SMALL = ["steps=4", "prompts_per_step=2", "samples=4", "device_batch=8", "completion_tokens=24", "seconds=0"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tasks = [rename_task(number, "train") for number in range(24)]
    tasks += [rename_task(number, "validation") for number in range(100, 104)]
    write_dataset(tmp_path / "data", tasks, name="renames", extra={})
    return tmp_path


def train(folder: Path, name: str, *overrides: str, recipe: str = "tiny_gapo") -> list[dict]:
    words = [word for text in [*SMALL, "report_to=[]", *overrides] for word in ("--set", text)]
    where = ["--data", str(folder / "data"), "--model", "tiny", "--out", str(folder / name)]
    assert main(["train", "--recipe", recipe, *where, *words]) == 0
    return [json.loads(line) for line in (folder / name / "log.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("name", list(ADVANTAGES))
def test_advantages_on_the_gpu_are_those_on_the_cpu(name: str) -> None:
    rewards = torch.rand(300, 16)
    rewards[::7, 3] = torch.nan
    estimator = ADVANTAGES.load(name)
    torch.testing.assert_close(estimator(rewards.cuda()).cpu(), estimator(rewards), atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("recipe", ["tiny_sft", "tiny_gapo", "tiny_gapo_dapo"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_recipe_trains_on_the_gpu(recipe: str, dtype: str, folder: Path) -> None:
    steps = ["prompts_per_step=8"] if recipe == "tiny_sft" else []
    log = train(folder, f"{recipe}-{dtype}", f"dtype={dtype}", *steps, recipe=recipe)
    losses = [entry["loss"] for entry in log if "loss" in entry]
    assert losses
    assert all(abs(loss) < 100 for loss in losses)


def test_gradient_checkpointing_changes_no_step(folder: Path) -> None:
    logs = [
        train(folder, name, "temperature=1e-3", f"gradient_checkpointing={flag}")
        for name, flag in (("without", "false"), ("with", "true"))
    ]
    losses = [[entry["grad_norm"] for entry in log if "grad_norm" in entry] for log in logs]
    assert losses[0] == pytest.approx(losses[1], rel=1e-2, abs=1e-3)


def test_vllm_in_the_same_process_generates_the_rollouts(folder: Path) -> None:
    pytest.importorskip("vllm", reason="needs the extra vllm")
    log = train(folder, "colocate", "vllm=colocate", "vllm_memory=0.2")
    assert any("sampling/sampling_logp_difference/mean" in entry for entry in log)


def test_the_advantage_costs_nothing_beside_a_step() -> None:
    rewards = torch.rand(512, 16, device="cuda")
    for _ in range(3):
        gapo(rewards)
    torch.cuda.synchronize()
    started = time.perf_counter()
    for _ in range(100):
        gapo(rewards)
    torch.cuda.synchronize()
    assert (time.perf_counter() - started) / 100 < 0.01
