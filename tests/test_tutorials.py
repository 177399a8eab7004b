"""The tutorials are true: their commands run in their order, on a demo repository and the tiny model.

What a tutorial says with a public repository, a public model and a recipe for a GPU is run with parts that every
machine has. What needs a hub or a browser is read, and not run.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.demo.story import MINING
from tests.test_docs import check_command_line, command_lines

ROOT = Path(__file__).resolve().parent.parent
TUTORIALS = sorted((ROOT / "docs").glob("tutorial-*.md"))
MODEL = "Qwen/Qwen2.5-Coder-0.5B-Instruct"
URL = "https://github.com/pallets/click"
SHORT = ("--set", "steps=1", "--set", "seconds=60", "--set", "eval_tasks=0")
ONLY_READ = ("publish --push", "leaderboard serve", "training compare", "mine --plan")
"""These need a hub, a browser or many minutes. Other tests run the last two."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("repositories")
    assert main(["demo-repositories", "--out", str(out), "--commits", "120", "--language", "python"]) == 0
    return out / "python"


def is_only_read(words: list[str]) -> bool:
    return any(all(word in words for word in line.split()) for line in ONLY_READ)


def as_run_here(words: list[str], repository: Path) -> list[str]:
    """The command with parts that every machine has."""
    command = words[0]
    parts = {URL: str(repository), MODEL: "tiny", "sft": "tiny_sft", "gapo": "tiny_gapo"}
    words = [parts.get(word, word) for word in words]
    if command == "mine":
        words += [word for setting in MINING for word in ("--set", setting)]
    if command == "train":
        words += SHORT
    if command == "evaluate" and "--model" in words:
        words += ["--format", "line", "--max-tokens", "16"]
    return words


def test_there_is_a_tutorial_for_each_of_the_three_users() -> None:
    assert [page.stem for page in TUTORIALS] == ["tutorial-data-set", "tutorial-leaderboard", "tutorial-training"]


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_the_commands_of_a_tutorial_run_in_their_order(
    page: Path,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO("%stop\n"))
    lines = command_lines(page.read_text(encoding="utf-8"))
    assert len(lines) > 5
    for line in lines:
        words = shlex.split(line)[1:]
        check_command_line(line)
        if not is_only_read(words):
            assert main(as_run_here(words, repository)) == 0, f"{line}\n{capsys.readouterr().err}"


def test_the_hardware_page_repeats_what_the_recipes_say() -> None:
    page = (ROOT / "docs/hardware.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([\d.]+ GB) \|$", page, re.MULTILINE)
    assert len(rows) > 5
    for recipe, model, memory in rows:
        header = (ROOT / f"gapo/recipes/{recipe}.toml").read_text(encoding="utf-8")
        assert f"{model}: about {memory}" in header, recipe
