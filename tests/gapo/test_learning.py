"""Every algorithm trains for real and learns: on the tiny model, and on SmolLM2 where its folder is named.

    CODEEDIT_SMOLLM2=/path/to/SmolLM2-135M pytest -m slow tests/gapo/test_learning.py

Each criterion can fail: what the trained model earns on tasks that it has not seen is compared with what the start
model earns on the same tasks, with the same random numbers.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from codeedit_bench.tasks.dataset import Dataset, open_dataset, write_dataset
from gapo.comparison.arms import measure
from gapo.config import Recipe, load_recipe
from gapo.run import train
from tests.gapo.conftest import rename_task

ALGORITHMS = ("dpo", "rloo", "grpo", "dapo", "gapo", "gapo_dapo", "ppo")
HELD_OUT = [rename_task(number, "test") for number in range(1000, 1048)]
QUIET = ("report_to=[]", "seconds=0", "eval_tasks=0", "save_steps=1000", "probe_tasks=0", "warmup_steps=2")
TINY = ("steps=24", "prompts_per_step=8", "device_batch=32", "completion_tokens=24", "learning_rate=3e-4")
RISE = 0.02
"""In mean reward of samples; the standard error of this difference is about 0.01 on these tasks."""

SMOLLM2 = os.environ.get("CODEEDIT_SMOLLM2", "")
SMALL = ("steps=4", "prompts_per_step=4", "device_batch=4", "prompt_tokens=128", "completion_tokens=16")


@pytest.fixture(scope="module")
def renames(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("renames")
    write_dataset(folder, [rename_task(number, "train") for number in range(128)], name="renames", extra={})
    return open_dataset(folder)


def recipe_for(algorithm: str, *overrides: str) -> Recipe:
    more = ("device_batch=4",) if algorithm == "dpo" else ("samples=4",)
    return load_recipe(f"tiny_{algorithm}", [*QUIET, *overrides, *more])


def teaching() -> Recipe:
    """A few steps of SFT, so that a model has seen the prompt format."""
    settings = [word for word in (*QUIET, *SMALL) if not word.startswith("probe_tasks")]
    more = ("steps=12", "log_steps=1", "learning_rate=1e-4", "length_groups=false")
    return load_recipe("tiny_sft", [*settings, *more])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_slow_tests_ask_for_settings_that_their_recipes_take(algorithm: str) -> None:
    assert recipe_for(algorithm, *TINY).steps == 24
    assert recipe_for(algorithm, *SMALL).steps == 4
    assert teaching().steps == 12


def earned(model: str, recipe: Recipe, samples: int = 8) -> dict[str, float]:
    return measure(model, recipe, HELD_OUT, samples=samples, temperature=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_tiny_model_earns_more_after_training(algorithm: str, renames: Dataset, tmp_path: Path) -> None:
    recipe = recipe_for(algorithm, *TINY)
    before = earned("tiny", recipe)
    outcome = train(recipe, renames, "tiny", tmp_path / "run")
    after = earned(str(tmp_path / "run"), recipe)
    print(f"{algorithm}: steps {outcome.steps}, before {before}, after {after}")
    assert after["reward"] > before["reward"] + RISE


needs_smollm2 = pytest.mark.skipif(not SMOLLM2, reason="CODEEDIT_SMOLLM2 does not name the folder of SmolLM2-135M")


@pytest.fixture(scope="module")
def taught(renames: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SmolLM2 after a few steps of SFT."""
    out = tmp_path_factory.mktemp("taught") / "sft"
    train(teaching(), renames, SMOLLM2, out)
    return out


@pytest.mark.slow
@needs_smollm2
def test_sft_teaches_smollm2_the_format(taught: Path) -> None:
    rows = [json.loads(line) for line in (taught / "log.jsonl").read_text().splitlines()]
    losses = [row["loss"] for row in rows if "loss" in row]
    assert sum(losses[-4:]) < sum(losses[:4])


@pytest.mark.slow
@needs_smollm2
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_smollm2_trains_by_every_algorithm(algorithm: str, renames: Dataset, taught: Path, tmp_path: Path) -> None:
    """So few steps cannot show that a reward rises: each is taken, and the weights move."""
    recipe = recipe_for(algorithm, *SMALL, "learning_rate=1e-5")
    outcome = train(recipe, renames, str(taught), tmp_path / "run")
    assert outcome.steps == 4
    assert (tmp_path / "run" / "model.safetensors").read_bytes() != (taught / "model.safetensors").read_bytes()
