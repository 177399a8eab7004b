"""The `codeedit` command: a table of rows; a command's module is imported when it is called.

A row's function takes the arguments after its name and returns the exit status. To add a command, write
`main(arguments: Sequence[str]) -> int` in its group's folder and a row in `table.py`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence

from codeedit_bench import __version__
from codeedit_bench.cli.endings import ending_of, flush_or_silence, say
from codeedit_bench.cli.table import COMMANDS, GROUPS
from codeedit_bench.errors import UnknownNameError
from codeedit_bench.terminal import show_everything

HELP, VERSION = ("-h", "--help", "help"), ("-V", "--version")
DEBUG = "--debug"
_ANYWHERE = (DEBUG, "-q", "--quiet", "-v", "--verbose")
"""Options that may stand before the command's name."""


def usage(group: str = "") -> str:
    """The commands, or those of a group, with a line for each."""
    names = [name for name in COMMANDS if not group or name.startswith(f"{group} ")]
    width = max(map(len, names))
    rows = "\n".join(f"  {name:<{width}}  {COMMANDS[name].summary}" for name in names)
    head = GROUPS[group] if group else "history-aware code-edit tasks from git histories"
    command = f"{group} COMMAND" if group else "COMMAND"
    return (
        f"codeedit {__version__}: {head}\n\n"
        f"usage: codeedit {command} [options]\n\n{rows}\n\n"
        f"`codeedit {command} --help` shows the options and examples of a command.\n"
    )


def resolve(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Split `arguments` into the command's name, of one word or two, and the rest."""
    for words in (2, 1):
        name = " ".join(arguments[:words])
        if len(arguments) >= words and name in COMMANDS:
            return name, list(arguments[words:])
    if arguments[0] in GROUPS:
        group = [name for name in COMMANDS if name.startswith(f"{arguments[0]} ")]
        raise UnknownNameError("command", " ".join(arguments[:2]), group)
    raise UnknownNameError("command", arguments[0], COMMANDS)


def dispatch(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return its exit status. Errors go to the caller."""
    name, rest = resolve(arguments)
    return function_of(name)(rest)


def function_of(name: str) -> Callable[[Sequence[str]], int]:
    """The function that runs the command `name`; its module is imported here."""
    module, _, function = COMMANDS[name].place.partition(":")
    found: Callable[[Sequence[str]], int] = getattr(importlib.import_module(module), function)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `codeedit` with `arguments` (the process's own by default) and return the exit status.

    No error leaves this function: each becomes a sentence and a status (see `endings.py`). With `--debug` the
    traceback is shown, too.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    show_everything()
    status = 0
    try:
        status = _run(given)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # the one place where all errors end
        if DEBUG in given:
            import traceback

            traceback.print_exception(error)
        flush_or_silence()
        name = _name(given)
        ending = ending_of(error, name, COMMANDS[name].after_interrupt if name else "")
        say(ending.sentence)
        status = status or ending.status
    return status


def _run(given: list[str]) -> int:
    first = 0
    while first < len(given) and given[first] in _ANYWHERE:
        first += 1
    before, words = given[:first], given[first:]
    if not words or (words[0] in HELP and len(words) == 1):
        sys.stdout.write(usage())
        return 0
    if words[0] == "help":
        words = [*words[1:], "--help"]
    if words[0] in VERSION:
        sys.stdout.write(f"codeedit {__version__}\n")
        return 0
    if words[0] in GROUPS and words[0] not in COMMANDS and (len(words) == 1 or words[1] in (*HELP, *VERSION)):
        shown = f"codeedit {__version__}\n" if words[1:2] and words[1] in VERSION else usage(words[0])
        sys.stdout.write(shown)
        return 0
    return dispatch([*words, *before])


def _name(given: Sequence[str]) -> str:
    """The command that was called, for a message; empty where none was."""
    try:
        return resolve([word for word in given if word not in _ANYWHERE])[0]
    except (UnknownNameError, IndexError):
        return ""
