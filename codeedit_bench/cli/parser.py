"""What all commands' argument parsers share: one look of the help, one form of refusal, three common options."""

from __future__ import annotations

import argparse
import difflib
import logging
import re
import sys
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import NoReturn

from codeedit_bench import __version__
from codeedit_bench.errors import UsageError

LOGGER = "codeedit_bench"
"""Progress is shown down to the level INFO; `--quiet` asks for WARNING, `--verbose` for DEBUG."""

RENAMED = {"--data": "--dataset"}
"""Options of 0.1 → their names of today. They still work."""

_ARGUMENT = re.compile(r"argument (?P<name>[^:]+): (?P<problem>.*)", re.DOTALL)
_CHOICE = re.compile(r"invalid choice: '?(?P<given>.*?)'? \(choose from (?P<known>.*)\)", re.DOTALL)
_VALUE = re.compile(r"invalid (?P<kind>\w+) value: (?P<given>.*)", re.DOTALL)
_KINDS = {"int": "a whole number", "float": "a number", "Path": "a path"}


_ALONE: ContextVar[bool] = ContextVar("_ALONE", default=False)
"""Whether a command is asked for its parser and must not run."""


class _Made(BaseException):
    """Carries a command's parser out of the command."""

    def __init__(self, parser: CommandParser) -> None:
        self.parser = parser


def parser_of(command: Callable[[Sequence[str]], int]) -> CommandParser:
    """The parser of a command, which is not run: it makes its parser, and no more."""
    token = _ALONE.set(True)
    try:
        command([])
    except _Made as made:
        return made.parser
    finally:
        _ALONE.reset(token)
    raise AssertionError(f"{command.__module__} must read its arguments with `CommandParser.read`.")


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Shows the default of each option that has one, 0 too."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        nothing = (
            action.default is None or action.default is False or action.default in ("", [], argparse.SUPPRESS)
        )
        if nothing or action.required or not action.option_strings:
            return action.help
        return f"{action.help or ''} (default: {_shown_default(action.default)})".strip()


def _shown_default(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value).replace("%", "%%")


class CommandParser(argparse.ArgumentParser):
    """Refuses with `UsageError`, one sentence, and prefers a near name to a missing argument."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found as `UsageError`, in a sentence that names the command's help."""
        raise UsageError(f"{_sentence(message)} See `{self.prog} --help`.")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The arguments; an unknown option is refused before anything that is missing.

        Sets how much is said: nothing but results and errors with `--quiet`, more with `--verbose`.
        """
        if _ALONE.get():
            raise _Made(self)
        words = self._with_new_names(arguments)
        self._refuse_unknown_options(words)
        options = self.parse_intermixed_args(words)
        level = logging.WARNING if options.quiet else logging.DEBUG if options.verbose else logging.INFO
        logging.getLogger(LOGGER).setLevel(level)
        return options

    def _with_new_names(self, words: Sequence[str]) -> list[str]:
        """The words, with options of earlier versions under their names of today; stderr says so."""
        known, renamed = self._option_string_actions, list(words)
        last = renamed.index("--") if "--" in renamed else len(renamed)
        for place, word in enumerate(renamed[:last]):
            old, sign, value = word.partition("=")
            new = RENAMED.get(old, old)
            if old not in known and new != old and new in known:
                sys.stderr.write(f"codeedit: {old} is called {new} now.\n")
                renamed[place] = f"{new}{sign}{value}"
        return renamed

    def _refuse_unknown_options(self, words: Sequence[str]) -> None:
        known = self._option_string_actions
        for word in words:
            if word == "--":
                return
            name = word.partition("=")[0]
            if word.startswith("--") and name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"Did you mean {near[0]}? " if near else ""
                raise UsageError(f"There is no option {name}. {hint}See `{self.prog} --help`.")


def _sentence(message: str) -> str:
    """What argparse says, as a sentence that names the argument first."""
    argument = _ARGUMENT.fullmatch(message)
    if argument is not None:
        return _argument_sentence(argument.group("name").split("/")[-1], argument.group("problem"))
    if found := re.fullmatch(r"the following arguments are required: (.*)", message, re.DOTALL):
        names = found.group(1)
        return f"{names} {'are' if ',' in names else 'is'} missing."
    if found := re.fullmatch(r"unrecognized arguments: (.*)", message, re.DOTALL):
        return f"Too much is given: {found.group(1)}."
    return f"{message[:1].upper()}{message[1:]}."


def _argument_sentence(name: str, problem: str) -> str:
    if choice := _CHOICE.fullmatch(problem):
        known = [word.strip("' ") for word in choice.group("known").split(",")]
        near = difflib.get_close_matches(choice.group("given"), known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return f"{name} cannot be {choice.group('given')!r}.{hint} Known: {', '.join(known)}."
    if value := _VALUE.fullmatch(problem):
        kind = _KINDS.get(value.group("kind"), value.group("kind"))
        return f"{name} must be {kind}, not {value.group('given')}."
    if problem.startswith("expected"):
        return f"{name} needs a value."
    return f"{name} {problem}."


def command_parser(name: str, description: str, examples: Sequence[str] = ()) -> CommandParser:
    """The argument parser of one command, with the project's conventions.

    `examples` are whole command lines; the help ends with them.
    """
    parser = CommandParser(
        prog=f"codeedit {name}",
        description=description,
        epilog="examples:\n" + "\n".join(f"  {line}" for line in examples) if examples else None,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    common = parser.add_argument_group("every command")
    common.add_argument("-q", "--quiet", action="store_true", help="show no progress")
    common.add_argument("-v", "--verbose", action="store_true", help="say more about what is done")
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    version = f"codeedit {__version__}"
    common.add_argument("-V", "--version", action="version", version=version, help="show the version and exit")
    return parser
