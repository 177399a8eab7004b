"""What holds for every command's help and options: a walk over the whole table."""

from __future__ import annotations

import argparse
import re

import pytest

from codeedit_bench.cli import main
from codeedit_bench.cli.main import function_of
from codeedit_bench.cli.parser import CommandParser, parser_of
from codeedit_bench.cli.table import COMMANDS, GROUPS
from tests.test_docs import check_command_line

FOREIGN_MODELS = {"export": "a LoRA run to merge, or a model that prime-rl finds by itself"}
"""Commands whose --model the shipped model cannot be, and what it is."""
_KINDS = {"int": "number", "whole_number": "number", "float": "number", "number_between": "number", "Path": "path"}
PARSERS = {name: parser_of(function_of(name)) for name in COMMANDS}


def options_of(parser: CommandParser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.option_strings]


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a refused command says."""
    capsys.readouterr()
    assert main(words) == 2
    return capsys.readouterr().err


def test_a_command_that_is_asked_for_its_parser_does_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser_of(function_of("backends")).prog == "codeedit backends"
    assert capsys.readouterr().out == ""
    assert main(["backends"]) == 0, "and runs again when it is called"


@pytest.mark.parametrize("command", COMMANDS)
def test_quiet_verbose_debug_version_and_help_are_options_of_every_command(command: str) -> None:
    known = {word for action in options_of(PARSERS[command]) for word in action.option_strings}
    assert known >= {"-q", "--quiet", "-v", "--verbose", "--debug", "-V", "--version", "-h", "--help"}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_shows_every_default_also_0(command: str) -> None:
    parser = PARSERS[command]
    shown = " ".join(parser.format_help().split())
    for action in options_of(parser):
        default = action.default
        if default is None or default is False or default in ("", []) or action.default == argparse.SUPPRESS:
            continue
        words = " ".join(map(str, default)) if isinstance(default, (list, tuple)) else str(default)
        assert re.search(rf"{action.option_strings[-1]}\b.*?\(default: {re.escape(words)}\)", shown), action.dest
    if command == "evaluate":
        assert "0 means all (default: 0)" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_is_for(command: str) -> None:
    silent = [action.dest for action in options_of(PARSERS[command]) if not action.help]
    assert not silent


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_ends_with_examples_that_can_be_pasted(command: str) -> None:
    _, _, examples = PARSERS[command].format_help().partition("\nexamples:\n")
    lines = [line.strip() for line in examples.splitlines()]
    assert lines, f"codeedit {command} has no examples: give them to command_parser"
    for line in lines:
        assert line.startswith(f"codeedit {command}"), line
        check_command_line(line.partition(" > ")[0])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_near_name_comes_before_what_is_missing(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for action in options_of(PARSERS[command]):
        name = action.option_strings[-1]
        if len(name) < 6:
            continue
        sentence = said([*command.split(), f"{name}x"], capsys)
        assert f"There is no option {name}x. Did you mean {name}?" in sentence
        assert "missing" not in sentence


@pytest.mark.parametrize(
    "command", [name for name, parser in PARSERS.items() if "--model" in parser._option_string_actions]
)
def test_the_shipped_model_is_named_wherever_a_model_is_taken(command: str) -> None:
    [option] = [action for action in options_of(PARSERS[command]) if "--model" in action.option_strings]
    assert command in FOREIGN_MODELS or "`tiny`" in (option.help or "")


def test_the_shipped_model_has_its_own_format_in_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats", "--model", "tiny"]) == 0
    assert capsys.readouterr().out == "line\n"


@pytest.mark.parametrize(
    ("text", "number"), [("7B", 7_000_000_000), ("135m", 135_000_000), ("1.5B", 1_500_000_000), ("42", 42)]
)
def test_a_number_of_parameters_is_written_as_people_write_it(text: str, number: int) -> None:
    taking = [
        action for parser in PARSERS.values() for action in options_of(parser) if action.dest == "parameters"
    ]
    assert taking
    for action in taking:
        assert callable(action.type)
        assert action.type(text) == number


def test_an_option_takes_one_kind_of_value_in_every_command() -> None:
    """A number in one command is a number in the others, and a path is a path."""
    kinds: dict[str, dict[str, list[str]]] = {}
    for command, parser in PARSERS.items():
        for action in options_of(parser):
            kind = _KINDS.get(getattr(action.type, "__name__", "text"), "text")
            kinds.setdefault(action.option_strings[-1], {}).setdefault(kind, []).append(command)
    differing = {name: found for name, found in kinds.items() if len(found) > 1}
    assert set(differing) == {"--to"}, "export --to names a form, leaderboard add --to a folder"


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_alone_shows_its_commands(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([group], [group, "--help"]):
        assert main(words) == 0
        shown = capsys.readouterr().out
        assert all(name in shown for name in COMMANDS if name.startswith(f"{group} "))
