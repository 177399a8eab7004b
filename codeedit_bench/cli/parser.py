"""What all commands' argument parsers share: one look of the help, one form of refusal, three common options."""

from __future__ import annotations

import argparse
import difflib
import logging
from collections.abc import Sequence
from typing import Any, NoReturn

from codeedit_bench import __version__
from codeedit_bench.errors import UsageError

LOGGER = "codeedit_bench"
"""Progress is shown down to the level INFO; `--quiet` asks for WARNING, `--verbose` for DEBUG."""


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Shows the default of each option that has one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        says_nothing = action.default in (None, "", [], argparse.SUPPRESS) or action.default is False
        if says_nothing or action.required or not action.option_strings or "%(default)" in (action.help or ""):
            return action.help
        return f"{action.help or ''} (default: {_shown_default(action.default)})".strip()


def _shown_default(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value).replace("%", "%%")


class CommandParser(argparse.ArgumentParser):
    """Refuses with `UsageError`, one sentence, and prefers a near name to a missing argument."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found as `UsageError`, in a sentence that names the command."""
        text = message[:1].upper() + message[1:]
        raise UsageError(f"{text}. See `{self.prog} --help`.")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The arguments; an unknown option is refused before anything that is missing."""
        self._refuse_unknown_options(args or ())
        options = super().parse_args(args, namespace)
        logging.getLogger(LOGGER).setLevel(
            logging.WARNING if options.quiet else logging.DEBUG if options.verbose else logging.INFO
        )
        return options

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
    common.add_argument("-v", "--verbose", action="store_true", help="tell more about what is done")
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    common.add_argument("-V", "--version", action="version", version=f"codeedit {__version__}")
    return parser
