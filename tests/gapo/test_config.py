"""Recipes load, refuse what they do not know, and are saved so that they load the same."""

from __future__ import annotations

import re
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
    assert re.search(rf"codeedit(_bench)? train (--launch \w+ )?--recipe {name} ", header) or "make " in header
    assert "emory" in header


def test_gapo_differs_from_grpo_in_the_advantage_alone() -> None:
    for left, right in (("grpo", "gapo"), ("dapo", "gapo_dapo"), ("tiny_grpo", "tiny_gapo")):
        a, b = load_recipe(left).options(), load_recipe(right).options()
        assert {key for key in a if a[key] != b[key]} == {"advantage"}


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("leaning_rate=1e-4", "Did you mean 'learning_rate'?"),
        ("coverage=2", "coverage must be a number above 0 and at most 1"),
        ("loss=3", "loss must be one of grpo,"),
        ("steps", "Write it as KEY=VALUE"),
        ("over_budget=crop", "Did you mean 'drop'?"),
        ("samples=1", "at least 2"),
        ("learning_rate=0", "above 0"),
        ("rewards=[1]", "each the name of a reward, not 1"),
        ("reward_weights=[1.0,2.0]", "one weight for each"),
        ("device_batch=7", "must divide prompts_per_step × samples"),
        ("clip_dual=1.1", "above 1 + clip_high"),
        ("overlong_buffer=1024", "smaller than completion_tokens"),
        ("dpo_beta=0.2", "no effect while algorithm is grpo"),
        ("length_groups=true", "no effect while algorithm is grpo"),
        ("vllm_memory=0.5", "no effect while vllm is off"),
        ("extra_batches=3", "no effect while dynamic_sampling is false"),
        ("lora_alpha=8", "no effect while lora_rank is 0"),
        ("algorithm=rloo", "which sets advantage, clip_dual, loss, coverage, center"),
    ],
)
def test_a_bad_override_is_one_clear_sentence(override: str, sentence: str) -> None:
    with pytest.raises(CodeEditError, match=re.escape(sentence)):
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


def test_an_estimators_options_follow_its_signature() -> None:
    """Options of the recipe's own estimator are left out with it; those that are asked for must be taken."""
    assert load_recipe("gapo", ["advantage=dr_grpo"]).advantage == "dr_grpo"
    assert load_recipe("grpo", ["advantage=gapo", "coverage=0.9"]).coverage == 0.9
    with pytest.raises(CodeEditError, match="coverage has no effect while advantage is dr_grpo"):
        load_recipe("gapo", ["advantage=dr_grpo", "coverage=0.9"])
    with pytest.raises(CodeEditError, match="center has no effect while advantage is grpo"):
        load_recipe("grpo", ["center=mean"])


def test_an_estimator_gets_every_option_that_it_has_a_parameter_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from gapo import advantage
    from gapo.trainers.build import advantage_function

    def spread(rewards: torch.Tensor, *, epsilon: float, center: str = "median") -> torch.Tensor:
        return rewards * epsilon if center == "mean" else rewards

    monkeypatch.setattr(advantage, "rloo", spread)
    recipe = load_recipe("gapo", ["advantage=rloo", "advantage_epsilon=0.25", "center=mean"])
    assert advantage_function(recipe)(torch.ones(1, 2)).tolist() == [[0.25, 0.25]]


def test_an_estimator_that_needs_what_no_key_gives_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from gapo import advantage
    from gapo.trainers.build import advantage_function

    monkeypatch.setattr(advantage, "rloo", lambda rewards, *, temper: rewards * temper)
    with pytest.raises(CodeEditError, match="needs the option 'temper'"):
        advantage_function(load_recipe("grpo", ["advantage=rloo"]))


def test_a_recipe_file_leaves_out_what_it_inherits_for_another_algorithm(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('base = "tiny_gapo_dapo"\nalgorithm = "rloo"\n')
    saved = dump_recipe(load_recipe(str(path)))
    assert 'algorithm = "rloo"' in saved
    for key in ("advantage", "coverage", "dynamic_sampling", "extra_batches", "loss", "clip_dual"):
        assert f"{key} =" not in saved
    path.write_text('base = "tiny_gapo_dapo"\nalgorithm = "rloo"\ncoverage = 0.7\n')
    with pytest.raises(CodeEditError, match="coverage has no effect while algorithm is rloo"):
        load_recipe(str(path))


def test_what_a_later_choice_switches_off_is_left_out(tmp_path: Path) -> None:
    recipe = load_recipe("dapo", ["dynamic_sampling=false", "overlong_buffer=0", "steps=5"])
    saved = dump_recipe(recipe)
    for key in ("extra_batches", "overlong_penalty", "epochs"):
        assert f"{key} =" not in saved
    with pytest.raises(CodeEditError, match="epochs has no effect while steps is 5"):
        load_recipe("dapo", ["epochs=3", "steps=5"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("algorithm = ", "is not valid TOML"),
        ('algorithm = "sft"\nseed = 1\nseed = 2\n', "is not valid TOML"),
        ("base = 3\n", "base must be the name of a recipe"),
        ("steps = 3\n", "names no algorithm"),
        ('algorithm = "sft"\n[steps]\nfirst = 1\n', "steps must be a whole number"),
        ('algorithm = "sft"\nsamples = "8"\n', "samples must be a whole number from 1 to 2147483647, not '8'"),
        ('algorithm = "sft"\nlanguages = "python"\n', "languages must be a list, each the name of a language"),
        ('algorithm = "sft"\nlearning_rate = nan\n', "learning_rate must be a number above 0, not nan"),
    ],
)
def test_a_bad_recipe_file_is_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(CodeEditError, match=sentence):
        load_recipe(str(path))


def test_a_recipe_file_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CodeEditError, match="is not UTF-8 text"):
        load_recipe(str(path))
