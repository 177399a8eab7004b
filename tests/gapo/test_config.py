"""Recipes load, refuse what they do not know, and are saved so that they load the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeedit_bench.errors import CodeEditError
from gapo.advantage import ADVANTAGES
from gapo.config import dump_recipe, load_recipe, recipe_names


@pytest.mark.parametrize("name", recipe_names())
def test_a_shipped_recipe_loads_and_survives_being_saved(name: str, tmp_path: Path) -> None:
    recipe = load_recipe(name)
    assert recipe.advantage in ADVANTAGES
    saved = tmp_path / "recipe.toml"
    saved.write_text(dump_recipe(recipe))
    assert load_recipe(str(saved)) == recipe


@pytest.mark.parametrize("name", recipe_names())
def test_a_shipped_recipe_says_how_to_run_it(name: str) -> None:
    import gapo

    header = (Path(gapo.__file__).parent / "recipes" / f"{name}.toml").read_text().split("\n\n")[0]
    assert f"codeedit train --recipe {name} --data" in header or "make " in header
    assert "Hardware" in header
    assert "emory" in header


def test_gapo_differs_from_grpo_in_the_advantage_alone() -> None:
    for left, right in (("grpo", "gapo"), ("dapo", "gapo_dapo"), ("tiny_grpo", "tiny_gapo")):
        a, b = load_recipe(left).options(), load_recipe(right).options()
        assert {key for key in a if a[key] != b[key]} == {"advantage"}


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("leaning_rate=1e-4", "did you mean 'learning_rate'?"),
        ("coverage=2", "coverage is a share, at most 1"),
        ("loss=3", "loss needs str"),
        ("steps", "write key=value"),
        ("over_budget=crop", "Did you mean 'drop'?"),
        ("samples=1", "at least 2"),
        ("learning_rate=0", "above 0"),
        ("rewards=[1]", "rewards needs str"),
        ("reward_weights=[1.0,2.0]", "one weight for each"),
    ],
)
def test_a_bad_override_is_one_clear_sentence(override: str, sentence: str) -> None:
    with pytest.raises(CodeEditError, match="(?s)" + sentence.replace("?", r"\?")):
        load_recipe("gapo", [override])


def test_overrides_take_the_types_of_their_keys() -> None:
    recipe = load_recipe("gapo", ["learning_rate=1", "rewards=em,ed", "dynamic_sampling=true", "schedule=cosine"])
    assert (recipe.learning_rate, recipe.rewards) == (1.0, ("em", "ed"))
    assert (recipe.dynamic_sampling, recipe.schedule) == (True, "cosine")


def test_an_unknown_recipe_and_a_missing_file_are_told_apart() -> None:
    with pytest.raises(CodeEditError, match="no recipe 'gap'"):
        load_recipe("gap")
    with pytest.raises(CodeEditError, match="no recipe file"):
        load_recipe("nowhere/mine.toml")


def test_a_recipe_that_is_its_own_base_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loop.toml"
    path.write_text(f'base = "{path}"\n')
    with pytest.raises(CodeEditError, match="its own base"):
        load_recipe(str(path))
