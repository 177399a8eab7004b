"""A command reads arguments, calls the API and prints: what it does can be had from Python, too."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

import codeedit_bench as ceb
from codeedit_bench.cli.main import main
from codeedit_bench.cli.parser import RENAMED, CommandParser
from codeedit_bench.cli.table import COMMANDS
from tests.tasks import make_dataset, make_task

BELOW = ("miners", "evaluators", "gapo", "leaderboard", "codeedit_bench.tasks", "codeedit_bench.normalize")
PRINTERS = {
    "evaluators.backends.options:options_of",
    "evaluators.prompts.auto:format_for_model",
    "evaluators.runs.completeness:failures",
    "evaluators.statistics.contents:shares",
    "evaluators.statistics.ranking:in_order",
    "evaluators.statistics.rounding:percent",
    "evaluators.viewing.lines:side_by_side",
    "evaluators.viewing.page:counted",
    "evaluators.viewing.page:facts_of",
    "evaluators.viewing.page:heading",
    "evaluators.viewing.page:page",
    "gapo.config:recipe_names",
    "leaderboard.submission.cleaning:cleaned_fields",
    "leaderboard.submission.cleaning:machine_names",
    "miners.assembly.card:most_dropped",
}
"""Functions that list names, read options or put results into words: what arguments and printing need."""
DIALOGUES = {"codeedit_bench.cli.data.read", "codeedit_bench.cli.board.serve"}
"""Commands that talk with a person or a browser while they run: they have no result that an API could return."""
MODULES = sorted({command.place.partition(":")[0] for command in COMMANDS.values()} - DIALOGUES)


def functions_from_below(module: str) -> list[str]:
    """The functions of lower packages that a module imports, anywhere in it."""
    source = Path(inspect.getfile(importlib.import_module(module))).read_text()
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(BELOW):
            for alias in node.names:
                value = getattr(importlib.import_module(node.module), alias.name)
                public = ceb._PLACES.get(alias.name) == node.module
                if inspect.isfunction(value) and not public:
                    found.append(f"{node.module}:{alias.name}")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_command_works_through_the_api(module: str) -> None:
    strangers = sorted(set(functions_from_below(module)) - PRINTERS)
    assert not strangers, f"{module} calls {', '.join(strangers)}. Call them from codeedit_bench/api instead."


def test_the_list_of_printers_names_nothing_that_is_gone() -> None:
    used = {name for module in MODULES for name in functions_from_below(module)}
    assert sorted(PRINTERS - used) == []


def options_of_command(command: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    seen: set[str] = set()

    def read(parser: CommandParser, _: object) -> None:
        seen.update(parser._option_string_actions)
        raise SystemExit(0)

    monkeypatch.setattr(CommandParser, "read", read)
    with pytest.raises(SystemExit):
        main(command.split())
    return seen


@pytest.mark.parametrize("command", COMMANDS)
def test_a_data_set_is_named_the_same_way_in_every_command(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options = options_of_command(command, monkeypatch)
    assert not options & {"--data", "--data-set", "--tasks", "--datasets"}
    others = {"demo", "demo-repositories", "mine", "import", "repos pin", "diff-score", "formats", "backends"}
    others |= {"training report", "submit", "leaderboard serve", "rebuild", "completion"}
    assert ("--dataset" in options) == (command not in others)


def test_the_name_of_an_earlier_version_works_and_says_its_new_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(make_dataset(tmp_path / "data", [make_task()]))
    assert main(["stats", "--data", data, "--json"]) == 0
    assert capsys.readouterr().err == "codeedit: --data is called --dataset now.\n"
    assert main(["stats", f"--data={data}", "--json"]) == 0
    assert capsys.readouterr().err == "codeedit: --data is called --dataset now.\n"
    assert main(["stats", "--dataset", data, "--json"]) == 0
    assert capsys.readouterr().err == ""
    assert set(RENAMED) == {"--data"}
