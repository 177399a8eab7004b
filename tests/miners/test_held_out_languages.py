"""Ruby, Kotlin, Swift and Scala: mined where they are named, for the test split alone, and scored soundly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.validation import problems
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.golden_pairs import pairs
from tests.miners.histories import LICENCE, store

PROGRAMS = {
    "ruby": (
        "store.rb",
        "class Store\n  def initialize\n    @NAME = []\n  end\n\nFILLER\n"
        "  def first\n    @NAME.first\n  end\n\nFILLER\n"
        "  def drop(key)\n    @NAME.delete(key)\n    key\n  end\nend\n",
        "  def PLACE_N(value)\n    value + N\n  end\n\n",
    ),
    "kotlin": (
        "Store.kt",
        "class Store {\n    private val NAME = mutableListOf<String>()\n\nFILLER\n"
        "    fun first(): String {\n        return NAME.first()\n    }\n\nFILLER\n"
        "    fun drop(key: String): Boolean {\n        return NAME.remove(key)\n    }\n}\n",
        "    fun PLACE_N(value: Int): Int {\n        return value + N\n    }\n\n",
    ),
    "swift": (
        "Store.swift",
        "struct Store {\n    var NAME: [String] = []\n\nFILLER\n"
        "    func first() -> String? {\n        return NAME.first\n    }\n\nFILLER\n"
        "    mutating func clear() {\n        NAME.removeAll()\n    }\n}\n",
        "    func PLACE_N(value: Int) -> Int {\n        return value + N\n    }\n\n",
    ),
    "scala": (
        "Store.scala",
        "class Store {\n  private var NAME: List[String] = Nil\n\nFILLER\n"
        "  def first(): String = {\n    NAME.head\n  }\n\nFILLER\n"
        "  def drop(count: Int): List[String] = {\n    NAME.drop(count)\n  }\n}\n",
        "  def PLACE_N(value: Int): Int = {\n    value + N\n  }\n\n",
    ),
}
FIELDS = ("items", "entries", "records", "rows", "members")


def program(language: str, field: str) -> str:
    """A class that uses a field in three places far apart."""
    _, text, filler = PROGRAMS[language]
    for place in ("early", "late"):
        lines = "".join(filler.replace("PLACE", place).replace("N", str(n)) for n in range(10))
        text = text.replace("FILLER\n", lines, 1)
    return text.replace("NAME", field)


def write_history(repository: GitRepository, language: str) -> None:
    name = PROGRAMS[language][0]
    repository.commit({name: program(language, FIELDS[0]), "LICENSE": LICENCE}, "Begin")
    for field in FIELDS[1:]:
        repository.commit({name: program(language, field)}, f"Call them {field}")


def mined(repositories: list[GitRepository], out: Path, *languages: str) -> list[EditTask]:
    config = MinerConfig(mechanical_share=1.0, languages=languages, test_tasks_per_commit=9)
    build(parse_sources([str(repository.path) for repository in repositories]), out, config)
    return list(open_dataset(out).tasks())


def test_there_is_a_program_for_each_language_that_is_held_out() -> None:
    assert {name for name in LANGUAGES if LANGUAGES.load(name).held_out} == set(PROGRAMS)


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_held_out_language_is_mined_when_named_and_goes_to_the_test_split(
    language: str, git_repo: GitRepository, tmp_path: Path
) -> None:
    write_history(git_repo, language)
    assert mined([git_repo], tmp_path / "default") == []
    tasks = mined([git_repo], tmp_path / "named", language)
    assert len([task for task in tasks if "no_edit" not in task.tags]) >= 4
    assert {(task.language, task.split) for task in tasks} == {(language, "test")}
    assert all("held_out_language" in task.tags for task in tasks)
    assert pairs(language)
    for task in tasks:
        assert list(problems(task)) == []
        assert task.signals.parse_errors_before == task.signals.parse_errors_after == 0


def test_beside_other_languages_only_the_held_out_ones_are_moved_to_the_test_split(
    make_git_repo: Callable[[str], GitRepository], tmp_path: Path
) -> None:
    mixed = make_git_repo("mixed")
    name = PROGRAMS["kotlin"][0]
    for number, field in enumerate(FIELDS):
        licence = {"LICENSE": LICENCE} if not number else {}
        mixed.commit({name: program("kotlin", field), "store.py": store(field), **licence}, f"Call them {field}")
    tasks = mined([mixed], tmp_path / "data", "kotlin", "python")
    assert {task.split for task in tasks if task.language == "kotlin"} == {"test"}
    assert {task.split for task in tasks if task.language == "python"} == {"train", "validation", "test"}
    assert not any("held_out_language" in task.tags for task in tasks if task.language == "python")
