"""The documentation tells what there is: commands, options, files, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from codeedit_bench.cli.main import dispatch, main, resolve
from codeedit_bench.cli.parser import CommandParser
from codeedit_bench.cli.table import COMMANDS
from codeedit_bench.errors import CodeEditError
from codeedit_bench.languages import LANGUAGES
from evaluators.backends import BACKENDS
from evaluators.importers import IMPORTERS
from evaluators.metrics import METRICS
from evaluators.prompts import FORMATS
from gapo.estimators import ADVANTAGES
from miners.filters import FILTERS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
GUIDES = [page for page in PAGES if "decisions" not in page.parts]
RECIPES = sorted((ROOT / "gapo/recipes").glob("*.toml"))
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_every_page_stands_in_the_contents_of_the_site() -> None:
    listed = set(re.findall(r"[a-z0-9-]+|README", (ROOT / "docs/index.rst").read_text()))
    assert sorted({page.stem for page in (ROOT / "docs").glob("*.md")} - listed) == []


def command_lines(text: str) -> list[str]:
    """The `codeedit …` lines of a page's code blocks, continued lines joined, comments and prompts taken off."""
    blocks = "\n".join(_FENCE.findall(text)).replace("\\\n", " ")
    lines = [line.strip().removeprefix("$ ").removeprefix(".venv/bin/") for line in blocks.splitlines()]
    return [line for line in lines if line.startswith("codeedit ")]


@cache
def help_of(command: str) -> str:
    import contextlib
    import io

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    return printed.getvalue()


def check_command_line(line: str) -> None:
    """The command of `line` exists and knows the options that `line` gives."""
    words = shlex.split(line, comments=True)[1:]
    if words[:1] in (["--help"], ["--version"]) or words[:1] == ["COMMAND"]:
        return
    command, rest = resolve(words)
    for word in rest:
        if word.startswith("--"):
            option = word.partition("=")[0]
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", help_of(command)), f"{option} of: {line}"
    read_alone(command, [word for word in rest if word not in ("…", "[options]")], line)


class _ReadError(Exception):
    """The command has read its arguments; it must not run."""


def read_alone(command: str, rest: list[str], line: str) -> None:
    """Have the command read the arguments, as it does when it runs, and go no further."""
    read = CommandParser.read

    def read_and_stop(parser: CommandParser, arguments: Sequence[str]) -> NoReturn:
        read(parser, arguments)
        raise _ReadError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CommandParser, "read", read_and_stop)
        try:
            dispatch([*command.split(), *rest])
        except _ReadError:
            return
        except CodeEditError as error:
            raise AssertionError(f"{line}\n{error}") from None


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_documented_command_and_option_exists(page: Path) -> None:
    for line in command_lines(page.read_text(encoding="utf-8")):
        check_command_line(line)


@pytest.mark.parametrize("recipe", RECIPES, ids=name_of)
def test_the_command_in_a_recipes_header_exists(recipe: Path) -> None:
    header = "\n".join(line for line in recipe.read_text().splitlines() if line.startswith("#"))
    lines = [line.strip("# ") for line in header.replace("\\\n#", " ").splitlines()]
    for line in lines:
        if line.startswith("codeedit "):
            check_command_line(line)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_and_has_help(command: str) -> None:
    assert any(f"codeedit {command}" in page.read_text(encoding="utf-8") for page in GUIDES)
    assert f"usage: codeedit {command}" in help_of(command)


def undocumented(kind: str, name: str) -> str:
    """A sentence that says which page must name a part; empty where the page does."""
    page = PAGE_OF[kind]
    named = rf"`[^`\n]*(?<![\w-]){re.escape(name)}(?![\w-])"
    if re.search(named, (ROOT / page).read_text(encoding="utf-8")):
        return ""
    return f"{page} does not name the {kind} `{name}`: add it there, and say what it is for."


PAGE_OF = {
    "back end": "docs/evaluate.md",
    "prompt format": "docs/evaluate.md",
    "metric": "docs/normal-form.md",
    "importer": "docs/evaluate.md",
    "filter": "docs/build.md",
    "advantage estimator": "docs/train.md",
}
"""Where the parts of a kind are described."""
TABLES = (BACKENDS, FORMATS, METRICS, IMPORTERS, FILTERS, ADVANTAGES)


@pytest.mark.parametrize(("kind", "name"), [(table.kind, name) for table in TABLES for name in table.own])
def test_every_part_is_named_where_its_kind_is_described(kind: str, name: str) -> None:
    assert not (lacking := undocumented(kind, name)), lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_named_in_the_page_of_the_normal_form(language: str) -> None:
    name = LANGUAGES.load(language).name
    assert name in (ROOT / "docs/normal-form.md").read_text(encoding="utf-8"), (
        f"docs/normal-form.md does not name {name}: say there which of its blanks and line ends count."
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), f"{name_of(page)} links to {link}"
        assert ROOT in (target, *target.parents), f"{name_of(page)} links out of the project: {link}"
        if anchor:
            assert anchor in anchors(target), f"{name_of(page)} links to {link}"


def anchors(page: Path) -> set[str]:
    """A page's headings as GitHub turns them into anchors."""
    headings = _HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in _LINK.findall(index)}
    pages = [page for page in PAGES if page.parent == ROOT / "docs" and page.name != "README.md"]
    assert [name_of(page) for page in pages if page not in linked] == []


def test_every_make_target_that_is_documented_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in GUIDES:
        named = re.findall(r"(?:^|`)make ([a-z][a-z-]*)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= targets, name_of(page)


def test_no_page_names_a_path_of_the_machine_it_was_written_on() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(work|root|home)/", page.read_text(encoding="utf-8")), name_of(page)
