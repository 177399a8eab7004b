"""The population's pure parts, and its run on Ray Tune where Ray is installed."""

from __future__ import annotations

import importlib.util
import json

import pytest

from codeedit_bench.cli import main
from gapo.config import load_recipe
from gapo.population.search import MUTATED, member_recipe, search_space


def test_only_settings_that_the_recipe_uses_are_searched() -> None:
    assert set(search_space(load_recipe("gapo"))) == set(MUTATED)
    assert set(search_space(load_recipe("dapo"))) == {"learning_rate", "clip_high"}
    for recipe in ("gapo", "dapo", "tiny_gapo"):
        for low, high in search_space(load_recipe(recipe)).values():
            assert 0 < low < high


def test_a_member_differs_by_its_settings_and_each_generation_by_its_seed() -> None:
    recipe = load_recipe("tiny_gapo", ["seed=3"])
    first = member_recipe(recipe, {"coverage": 0.7, "learning_rate": 1e-4, "stranger": 1.0}, 0)
    second = member_recipe(recipe, {"coverage": 0.7, "learning_rate": 1e-4}, 1)
    assert (first.coverage, first.learning_rate, first.seed) == (0.7, 1e-4, 3000)
    assert second.seed == 3001


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="ray is installed")
def test_without_ray_the_command_that_installs_it_is_named(data, model, tmp_path, capsys) -> None:
    where = ["--data", str(data.path), "--model", model, "--out", str(tmp_path / "run")]
    assert main(["train", "--recipe", "tiny_gapo", *where, "--population", "2"]) == 2
    assert "pip install 'codeedit-bench[ray]'" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra ray")
@pytest.mark.filterwarnings("default")
def test_a_population_leaves_its_best_member(data, model, tmp_path) -> None:
    small = [
        "steps=1",
        "prompts_per_step=2",
        "samples=4",
        "device_batch=8",
        "completion_tokens=24",
        "eval_tasks=2",
    ]
    words = [word for text in [*small, "report_to=[]", "seconds=0"] for word in ("--set", text)]
    where = ["--data", str(data.path), "--model", model, "--out", str(tmp_path / "run")]
    population = ["--population", "2", "--generations", "2"]
    assert main(["train", "--recipe", "tiny_gapo", *where, *words, *population]) == 0
    story = json.loads((tmp_path / "run" / "population.json").read_text())
    assert len(story["final"]) == 2
    assert (tmp_path / "run" / "best" / "model.safetensors").is_file()
