"""A recipe says everything about a build: `codeedit mine recipe.toml` is all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import CodeEditError
from codeedit_bench.tasks.dataset import open_dataset
from miners.config import MinerConfig
from miners.recipe import read_recipe, recipe_among
from tests.git_repository import GitRepository
from tests.miners.histories import renames

ROW = '[[repository]]\nurl = "https://example.org/owner/project"\npath = "project"\n'


def recipe(folder: Path, text: str, name: str = "recipe.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_recipe_is_all_that_mine_needs_and_options_go_before_it(
    git_repo: GitRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renames(git_repo, 6)
    file = recipe(
        git_repo.path.parent,
        f'{ROW}[build]\nout = "set"\nname = "weekend"\n[mine]\nlanguages = ["python"]\nmechanical_share = 1.0\n',
    )
    assert main(["mine", str(file)]) == 0
    dataset = open_dataset(file.parent / "set")
    assert (dataset.name, dataset.manifest["config"]["mechanical_share"]) == ("weekend", 1.0)
    assert len(dataset) > 0
    (row,) = dataset.manifest["repositories"]
    assert row["name"] == "https://example.org/owner/project"
    other = tmp_path / "other"
    assert main(["mine", str(file), "--out", str(other), "--set", "tasks_per_commit=1", "--name", "mine"]) == 0
    changed = open_dataset(other)
    assert (changed.name, changed.manifest["config"]["tasks_per_commit"]) == ("mine", 1)
    assert changed.manifest["config"]["mechanical_share"] == 1.0
    capsys.readouterr()


@pytest.mark.parametrize("key", [field.name for field in fields(MinerConfig)])
def test_every_setting_of_mining_is_a_key_of_a_recipe(key: str, tmp_path: Path) -> None:
    """So a new setting needs no second place."""
    with pytest.raises(CodeEditError, match=f"recipe.toml, table mine: {key} must be "):
        read_recipe(recipe(tmp_path, f"{ROW}[mine]\n{key} = {{}}\n"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ROW + "[mine]\nmin_lnk = 0.4\n", "table mine: 'min_lnk' is not a key. Did you mean 'min_link'?"),
        (ROW + "[mine]\nmin_link = 2.0\n", "table mine: min_link must be a number from 0 to 1, not 2.0."),
        (ROW + '[mine]\nlanguages = ["pyton"]\n', "Did you mean 'python'?"),
        (ROW + "[mine]\nvalidation_share = 0.6\ntest_share = 0.6\n", "are more than 1 together"),
        (ROW + "[build]\nworkrs = 2\n", "table build: 'workrs' is not a key. Did you mean 'workers'?"),
        (ROW + "[build]\nworkers = 0\n", "table build: workers must be a whole number"),
        (ROW + '[build]\nengine = "rayy"\n', "Did you mean 'ray'?"),
        (ROW + "build = 3\n", "repository 1: 'build' is not a key."),
        ("build = 3\n" + ROW, "build is a table. Write [build] above its keys."),
        (ROW + "[mines]\n", "'mines' is not a key. Did you mean 'mine'?"),
        (ROW + "held_outt = true\n[mine]\n", "repository 1: 'held_outt' is not a key. Did you mean 'held_out'?"),
        ("[mine]\n", "lists no repository"),
        ("[mine\n", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_nearest_name(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(CodeEditError) as caught:
        read_recipe(recipe(tmp_path, text))
    assert sentence in str(caught.value)


def test_a_list_is_not_a_recipe_and_a_recipe_is_mined_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = recipe(tmp_path, ROW, "list.toml")
    whole = recipe(tmp_path, ROW + "[mine]\n")
    assert recipe_among([str(plain)]) is None
    assert main(["mine", str(plain)]) == 2
    assert "Name it with --out" in capsys.readouterr().err
    assert main(["mine", str(whole), str(plain), "--out", str(tmp_path / "data")]) == 2
    assert "is mined alone" in capsys.readouterr().err


def test_pins_are_filled_and_renewed_in_a_recipe_and_the_rest_of_it_stays(
    git_repo: GitRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    first = git_repo.commit({"a.py": "x = 1\n"})
    text = f'# why this recipe\n{ROW}\n[mine]\nlanguages = [\n  "python",\n]  # only\n'
    file = recipe(git_repo.path.parent, text)
    assert main(["repos", "pin", str(file)]) == 0
    pinned = read_recipe(file)
    assert pinned.sources[0].commit == first
    second = git_repo.commit({"a.py": "x = 2\n"})
    assert main(["repos", "pin", str(file)]) == 0
    assert read_recipe(file).sources[0].commit == first
    assert main(["repos", "pin", str(file), "--all"]) == 0
    assert read_recipe(file).sources[0].commit == second
    assert file.read_text().replace(f'commit = "{second}"\n', "") == text
    capsys.readouterr()


def test_the_recipes_that_the_guide_shows_are_valid(tmp_path: Path) -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs/build.md").read_text(encoding="utf-8")
    shown = [block for block in re.findall(r"```toml\n(.*?)```", guide, re.DOTALL) if "[build]" in block]
    found, *others = [read_recipe(recipe(tmp_path, block)) for block in shown]
    assert found.out == tmp_path / "weekend"
    assert all(other.sources for other in others)
    assert found.config.languages == ("python", "go")
    assert found.fetching.attempts == 4


def test_the_recipe_of_v1_is_pinned_and_holds_out_two_repositories_of_each_language() -> None:
    recipe = read_recipe(Path(__file__).parents[2] / "benchmarks" / "v1.toml")
    languages = [source.note.partition(",")[0] for source in recipe.sources]
    counts = Counter(languages)
    held_out = Counter(
        language for language, source in zip(languages, recipe.sources, strict=True) if source.held_out
    )
    assert all(source.commit for source in recipe.sources)
    ten = sorted(counts.keys() - {"Ruby", "Kotlin", "Swift", "Scala"})
    assert held_out == dict.fromkeys(ten, 2)
    assert len(ten) == 10
    assert min(counts[language] for language in ten) >= 8
    assert all(counts[language] == 3 for language in counts.keys() - set(ten))
