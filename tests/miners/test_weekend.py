"""The laptop weekend of docs/build.md: its recipe and its commands, word by word, on small repositories."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import open_dataset
from miners.recipe import read_recipe
from tests.git_repository import GitRepository
from tests.miners.histories import renames

PAGE = Path(__file__).resolve().parents[2] / "docs/build.md"
MakeRepository = Callable[[str], GitRepository]


def blocks() -> list[str]:
    """The fenced blocks of the section, the recipe first."""
    section = PAGE.read_text(encoding="utf-8").split("## A weekend on a laptop\n")[1].split("\n## ")[0]
    return re.findall(r"^```\w*\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


def run(commands: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Run each line; return what they print."""
    for line in commands.splitlines():
        assert main(shlex.split(line)[1:]) == 0, line
    return capsys.readouterr().out


def test_the_weekend_goes_from_a_recipe_to_a_published_set_and_grows(
    make_git_repo: MakeRepository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    recipe, friday, sunday, next_month = blocks()
    repositories = {name: make_git_repo(name) for name in ("click", "chi", "third")}
    for name, repository in repositories.items():
        repository.commit({"NOTES": f"the history of {name}\n"})
        renames(repository, 8)
    here = re.sub(
        r'^url = ".*/(\w+)"$',
        lambda row: f'{row[0]}\npath = "{repositories[row[1]].path}"',
        recipe,
        flags=re.MULTILINE,
    )
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "weekend.toml"
    file.write_text(here.replace("[mine]\n", "[mine]\nmechanical_share = 1.0\n"), encoding="utf-8")
    run(friday, capsys)
    assert all(source.commit for source in read_recipe(file).sources)
    first = open_dataset(tmp_path / "weekend")
    assert len(first) > 0
    assert "tasks may be published" in run(sunday, capsys)
    more = f'\n[[repository]]\nurl = "https://example.org/third"\npath = "{repositories["third"].path}"\n'
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    said = run(next_month, capsys)
    assert "click: 0 commits to mine (9 more are mined already)" in said
    grown = open_dataset(tmp_path / "weekend")
    assert grown.content_hash != first.content_hash
    assert main(["mine", str(file), "--out", str(tmp_path / "fresh")]) == 0
    assert open_dataset(tmp_path / "fresh").content_hash == grown.content_hash
