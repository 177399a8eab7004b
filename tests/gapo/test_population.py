"""The population: how a generation follows from the last, how weights recombine, and the whole on Ray Tune."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codeedit_bench.cli import main
from codeedit_bench.errors import TrainingError
from gapo.config import load_recipe
from gapo.population.genealogy import Member, best_of, first_generation, next_generation
from gapo.population.search import MUTATED, member_recipe, search_space, train_member
from gapo.population.weights import interpolate
from gapo.report.genealogy import genealogy_table

SPACE = {"coverage": (0.3, 0.9), "learning_rate": (1e-5, 1e-3)}
SMALL = ("steps=1", "prompts_per_step=2", "samples=4", "device_batch=8", "completion_tokens=24", "eval_tasks=2")


def scored(members: list[Member], values: list[float]) -> list[Member]:
    return [dataclasses.replace(member, exact_match=value) for member, value in zip(members, values, strict=True)]


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


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(values=st.lists(st.floats(0, 1), min_size=2, max_size=9), seed=st.integers(0, 2**16))
def test_a_generation_descends_from_the_better_half_and_keeps_the_best(values: list[float], seed: int) -> None:
    before = scored(first_generation(SPACE, len(values), seed), values)
    after = next_generation(before, SPACE, seed)
    assert after == next_generation(before, SPACE, seed), "the same seed gives the same children"
    ranked = sorted(before, key=lambda member: (-(member.exact_match or 0.0), member.name))
    better = {member.name for member in ranked[: max(2, -(-len(ranked) // 2))]}
    assert len(after) == len(before)
    assert after[0].parents == (ranked[0].name,)
    assert after[0].settings == ranked[0].settings
    for child in after[1:]:
        assert len(set(child.parents)) == 2
        assert set(child.parents) <= better
        assert 0.25 <= child.share <= 0.75
        for key, (low, high) in SPACE.items():
            assert low <= child.settings[key] <= high


def test_a_child_s_setting_is_a_parent_s_or_a_small_mutation_of_it() -> None:
    before = scored(first_generation(SPACE, 8, 1), [float(number) for number in range(8)])
    by_name = {member.name: member for member in before}
    mutated = 0
    children = [child for seed in range(40) for child in next_generation(before, SPACE, seed)[1:]]
    for child in children:
        for key, (low, high) in SPACE.items():
            inherited = [by_name[parent].settings[key] for parent in child.parents]
            value = child.settings[key]
            mutated += value not in inherited
            assert any(near / 1.5001 <= value <= near * 1.5001 for near in inherited) or value in (low, high)
    share = mutated / (len(children) * len(SPACE))
    assert 0.15 < share < 0.35


def test_of_equal_members_the_earliest_is_the_best() -> None:
    first = scored(first_generation(SPACE, 2, 0), [0.5, 0.2])
    assert best_of([*scored(next_generation(first, SPACE, 0), [0.5, 0.4]), *first]).name == "g0m0"


def test_recombined_weights_lie_between_the_parents(model, tmp_path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    other = AutoModelForCausalLM.from_pretrained(model)
    with torch.no_grad():
        for weight in other.parameters():
            weight.add_(1.0)
    other.save_pretrained(tmp_path / "other")
    interpolate(Path(model), tmp_path / "other", 0.25, tmp_path / "child")
    left = AutoModelForCausalLM.from_pretrained(model).state_dict()
    child = AutoModelForCausalLM.from_pretrained(tmp_path / "child").state_dict()
    for name, weight in left.items():
        assert torch.allclose(child[name], weight + 0.75, atol=1e-5), name


def adapter_of(model: str, place: Path, seed: int) -> Path:
    """A LoRA adapter of the model whose product is not zero, as a trained one's is not."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    torch.manual_seed(seed)
    base = AutoModelForCausalLM.from_pretrained(model)
    adapted = get_peft_model(
        base, LoraConfig(r=2, lora_alpha=4, target_modules="all-linear", init_lora_weights=False)
    )
    adapted.save_pretrained(place)
    AutoTokenizer.from_pretrained(model).save_pretrained(place)
    return place


def test_lora_parents_are_merged_and_then_mixed(model, tmp_path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    from gapo.models.loading import save_merged

    pytest.importorskip("peft", reason="LoRA needs peft")
    wholes = []
    for seed in (1, 2):
        save_merged(str(adapter_of(model, tmp_path / f"adapter-{seed}", seed)), tmp_path / f"merged-{seed}")
        wholes.append(AutoModelForCausalLM.from_pretrained(tmp_path / f"merged-{seed}").state_dict())
    interpolate(tmp_path / "adapter-1", tmp_path / "adapter-2", 0.25, tmp_path / "child")
    child = AutoModelForCausalLM.from_pretrained(tmp_path / "child").state_dict()
    assert any(not torch.equal(wholes[0][name], wholes[1][name]) for name in child)
    for name, weight in child.items():
        assert torch.allclose(weight, 0.25 * wholes[0][name] + 0.75 * wholes[1][name], atol=1e-5), name


def test_a_child_of_lora_parents_trains_an_adapter_of_its_own(data, model, tmp_path) -> None:
    pytest.importorskip("peft", reason="LoRA needs peft")
    recipe = load_recipe("tiny_gapo", [*SMALL, "report_to=[]", "seconds=0", "probe_tasks=0", "lora_rank=2"])
    parents = first_generation(search_space(recipe), 2, 0)
    for parent in parents:
        train_member(parent, recipe, data.path, model, tmp_path)
    names = tuple(parent.name for parent in parents)
    for child in (Member("g1m0", 1, parents[0].settings, names[:1]), Member("g1m1", 1, {}, names, 0.5)):
        train_member(child, recipe, data.path, model, tmp_path)
        place = tmp_path / "members" / child.name
        assert (place / "adapter_config.json").is_file()
        assert json.loads((place / "run.json").read_text())["steps"] == 1


def test_models_of_different_shapes_are_not_recombined(model, tmp_path) -> None:
    from transformers import AutoConfig, AutoModelForCausalLM

    shape = AutoConfig.from_pretrained(model)
    shape.num_hidden_layers = 1
    AutoModelForCausalLM.from_config(shape).save_pretrained(tmp_path / "other")
    with pytest.raises(TrainingError, match="cannot be recombined"):
        interpolate(Path(model), tmp_path / "other", 0.5, tmp_path / "child")


def test_a_child_trains_from_its_parents_weights_and_a_finished_member_is_kept(data, model, tmp_path) -> None:
    recipe = load_recipe("tiny_gapo", [*SMALL, "report_to=[]", "seconds=0", "probe_tasks=0"])
    parents = first_generation(search_space(recipe), 2, 0)
    for parent in parents:
        train_member(parent, recipe, data.path, model, tmp_path)
    names = tuple(parent.name for parent in parents)
    child = Member("g1m1", 1, parents[0].settings, names, 0.5)
    train_member(child, recipe, data.path, model, tmp_path)
    stated = json.loads((tmp_path / "members" / "g1m1" / "run.json").read_text())
    assert stated["base_model"] == str(tmp_path / "mixed" / "g1m1")
    weights = tmp_path / "members" / "g1m1" / "model.safetensors"
    before = weights.stat().st_mtime_ns
    train_member(child, recipe, data.path, model, tmp_path)
    assert weights.stat().st_mtime_ns == before


def test_the_report_tells_who_came_from_whom() -> None:
    before = scored(first_generation(SPACE, 2, 0), [0.5, 0.2])
    children = scored(next_generation(before, SPACE, 0), [0.5, 0.6])
    table = genealogy_table("<run>", [dataclasses.asdict(member) for member in [*before, *children]])
    assert "the start model" in table
    assert "g0m0, unchanged" in table
    assert f"{children[1].share:.0%} {children[1].parents[0]}" in table
    assert "<b>0.600</b>" in table
    assert "<run>" not in table


def test_a_population_of_one_cannot_recombine(data, model, tmp_path, capsys) -> None:
    where = ["--data", str(data.path), "--model", model, "--out", str(tmp_path / "run")]
    assert main(["train", "--recipe", "tiny_gapo", *where, "--population", "1"]) == 2
    assert "--population needs 2 members or more" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra ray")
@pytest.mark.filterwarnings("default")
def test_a_population_goes_on_where_it_stopped_and_leaves_its_best_member(data, model, tmp_path) -> None:
    words = [word for text in [*SMALL, "report_to=[]", "seconds=0"] for word in ("--set", text)]
    where = ["--data", str(data.path), "--model", model, "--out", str(tmp_path / "run")]
    command = ["train", "--recipe", "tiny_gapo", *where, *words, "--population", "2", "--generations"]
    assert main([*command, "1"]) == 0
    first = json.loads((tmp_path / "run" / "population.json").read_text())
    assert main([*command, "2"]) == 0
    story = json.loads((tmp_path / "run" / "population.json").read_text())
    assert story["genealogy"][:2] == first["genealogy"]
    assert [len(member["parents"]) for member in story["genealogy"]] == [0, 0, 1, 2]
    assert len(story["final"]) == 2
    assert (tmp_path / "run" / "best" / "model.safetensors").is_file()
    assert main(["training", "report", str(tmp_path / "run"), "--out", str(tmp_path / "page.html")]) == 0
    assert "Genealogy of run" in (tmp_path / "page.html").read_text()
    assert main([*command, "2", "--set", "learning_rate=1e-5"]) == 2


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra ray")
@pytest.mark.filterwarnings("default")
def test_ray_that_does_not_start_is_one_sentence(data, model, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "nonsense")
    words = [word for text in SMALL for word in ("--set", text)]
    where = ["--data", str(data.path), "--model", model, "--out", str(tmp_path / "run")]
    assert main(["train", "--recipe", "tiny_gapo", *where, *words, "--population", "2"]) == 2
    assert "codeedit: Ray did not start: " in capsys.readouterr().err
