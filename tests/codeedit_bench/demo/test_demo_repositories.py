"""The demo's repositories: the same everywhere, well formed, and full of edits that follow from others."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.demo.generator import build_demo_repositories
from codeedit_bench.demo.generator.history import write_history
from codeedit_bench.demo.generator.surfaces import SURFACES
from codeedit_bench.languages import LANGUAGES as LANGUAGE_TABLE
from codeedit_bench.normalize import count_parse_errors

LANGUAGES = ("python", "javascript", "typescript", "java", "go", "c", "cpp", "csharp", "rust", "php")


def git(path: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, text=True, check=True).stdout


def test_there_is_one_repository_for_each_language() -> None:
    assert tuple(SURFACES) == LANGUAGES


def test_a_repository_has_the_commits_asked_for_and_a_clean_checkout(tmp_path: Path) -> None:
    paths = build_demo_repositories(tmp_path / "out", commits=30, languages=["go", "rust"])
    assert [path.name for path in paths.values()] == ["go", "rust"]
    for path in paths.values():
        assert int(git(path, "rev-list", "--count", "HEAD")) == 30
        assert git(path, "status", "--porcelain") == ""
        assert git(path, "fsck", "--strict") == ""
        assert "MIT License" in (path / "LICENSE").read_text()


def test_the_same_seed_gives_the_same_commit_ids_everywhere(tmp_path: Path) -> None:
    first = build_demo_repositories(tmp_path / "first", commits=12, languages=["python"])
    second = build_demo_repositories(tmp_path / "second", commits=12, languages=["python"])
    other = build_demo_repositories(tmp_path / "other", commits=12, languages=["python"], seed=1)
    heads = [git(paths["python"], "rev-parse", "HEAD").strip() for paths in (first, second, other)]
    assert heads[0] == heads[1] != heads[2]
    assert heads[0] == "5f312b938ac3c27a0dce199d3cd521e44a05d566"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_history_has_edits_chores_bots_merges_and_reverts(language: str) -> None:
    commits = write_history(language, seed=3, commits=48)
    assert len(commits) == 48
    assert len({commit.message for commit in commits}) > 35
    assert sum(len(commit.parents) == 2 for commit in commits) >= 1
    assert sum(commit.reverts is not None for commit in commits) >= 1
    assert any("[bot]" in commit.author[0] for commit in commits)
    assert any(path.startswith("vendor/") for path in commits[-1].files)
    assert [commit.time for commit in commits] == sorted(commit.time for commit in commits)


def test_a_folder_that_is_there_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "go").mkdir()
    (tmp_path / "go" / "mine.txt").write_text("keep me")
    arguments = ["demo-repositories", "--out", str(tmp_path), "--commits", "3", "--language", "go"]
    assert main(arguments) == 2
    assert "exists and is not empty" in capsys.readouterr().err
    assert (tmp_path / "go" / "mine.txt").read_text() == "keep me"
    assert main([*arguments, "--replace"]) == 2
    assert "was not made by this command and is not replaced" in capsys.readouterr().err
    assert (tmp_path / "go" / "mine.txt").read_text() == "keep me"


def test_a_repository_that_it_wrote_is_replaced_when_asked(tmp_path: Path) -> None:
    arguments = ["demo-repositories", "--out", str(tmp_path), "--commits", "3", "--language", "go"]
    assert main(arguments) == 0
    (tmp_path / "go" / "stray.txt").write_text("x")
    assert main(arguments) == 2
    assert main([*arguments, "--replace"]) == 0
    assert not (tmp_path / "go" / "stray.txt").exists()


def test_an_unknown_language_is_named_with_its_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo-repositories", "--out", str(tmp_path / "x"), "--language", "pyton"]) == 2
    assert "'pyton'" in (message := capsys.readouterr().err)
    assert "Did you mean 'python'?" in message
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_of_every_commit_parses(language: str) -> None:
    by_ending = {ending: name for name in LANGUAGE_TABLE for ending in LANGUAGE_TABLE.load(name).extensions}
    by_ending[".h"] = "c"
    seen = set()
    for commit in write_history(language, seed=5, commits=40):
        for path, text in commit.files.items():
            name = by_ending.get(Path(path).suffix)
            if name and (name, text) not in seen:
                seen.add((name, text))
                assert count_parse_errors(text, name) == 0, f"{path} after {commit.message!r}"
    assert {language} <= {name for name, _ in seen}
