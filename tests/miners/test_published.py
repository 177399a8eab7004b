"""The indexes in this repository are what their recipes give, and this version can rebuild them."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from miners.identity import resolved
from miners.rebuilding.index import open_index
from miners.recipe import read_recipe

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"
AGAIN = "make it again by the commands of docs/v1.md"


def test_this_version_can_rebuild_lite() -> None:
    index = open_index(BENCHMARKS / "lite")
    assert index.config().split_by == "date", AGAIN
    assert len(index.tasks()) == index.manifest["n_tasks"] == 500


def test_this_version_can_rebuild_the_test_split_of_v1() -> None:
    index = open_index(BENCHMARKS / "v1-test")
    assert len(index.tasks()) == index.manifest["n_tasks"] == index.manifest["splits"]["test"]
    recipe = read_recipe(BENCHMARKS / "v1.toml")
    assert resolved(index.config()) == resolved(recipe.config), AGAIN
    pins = {source.name: source.commit for source in recipe.sources}
    assert {source.name: source.commit for source in index.sources()}.items() <= pins.items(), AGAIN


def test_this_version_can_rebuild_the_whole_of_v1() -> None:
    index, recipe = open_index(BENCHMARKS / "v1"), read_recipe(BENCHMARKS / "v1.toml")
    assert index.manifest["content_hash"] in (BENCHMARKS / "v1.toml").read_text(), "the recipe states the hash"
    assert resolved(index.config()) == resolved(recipe.config), AGAIN
    assert {source.name: source.commit for source in index.sources()} == {
        source.name: source.commit for source in recipe.sources
    }, AGAIN
    tasks = index.tasks()
    assert len(tasks) == index.manifest["n_tasks"]
    test = {task.task_id for task in open_index(BENCHMARKS / "v1-test").tasks()}
    assert {task.task_id for task in tasks if task.split == "test"} == test


def test_the_test_split_of_v1_keeps_to_what_its_recipe_promises() -> None:
    recipe = read_recipe(BENCHMARKS / "v1.toml")
    tasks = open_index(BENCHMARKS / "v1-test").tasks()
    of_repository = Counter(task.repository for task in tasks)
    assert max(of_repository.values()) <= recipe.config.test_repository_tasks
    commits = [(task.repository, task.commit) for task in tasks]
    assert len(commits) == len(set(commits)), "a commit gives one"
    assert {task.language for task in tasks} == set(recipe.config.languages)


def test_lite_comes_from_the_repositories_that_its_recipe_pins() -> None:
    index, recipe = open_index(BENCHMARKS / "lite"), read_recipe(BENCHMARKS / "lite.toml")
    pins = {source.name: source.commit for source in recipe.sources}
    assert {source.name: source.commit for source in index.sources()}.items() <= pins.items(), AGAIN
    assert {source.held_out for source in recipe.sources} == {True}


def test_lite_is_balanced_and_holds_test_tasks_alone() -> None:
    tasks = open_index(BENCHMARKS / "lite").tasks()
    assert {task.split for task in tasks} == {"test"}
    languages = Counter(task.language for task in tasks)
    most = max(languages.values())
    assert {name for name, count in languages.items() if count < most - 1} == {"tsx"}
    assert Counter(task.tier for task in tasks)["hard"] > 100


def test_the_repositories_of_lite_are_those_that_v1_holds_out() -> None:
    with (BENCHMARKS / "v1.toml").open("rb") as stream:
        rows = tomllib.load(stream)["repository"]
    held_out = {row["url"]: row["commit"] for row in rows if row.get("held_out")}
    lite = {source.name: source.commit for source in read_recipe(BENCHMARKS / "lite.toml").sources}
    assert lite == held_out
