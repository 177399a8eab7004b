"""The `codeedit` command: a table of rows; a command's module is imported when it is called.

A row's function takes the arguments after its name and returns the exit status. To add a command, write
`main(arguments: Sequence[str]) -> int` in its group's folder and a row in `table.py`.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from codeedit_bench import __version__
from codeedit_bench.cli.table import COMMANDS
from codeedit_bench.errors import CodeEditError, UnknownNameError


def usage() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {line}" for name, (_, line) in COMMANDS.items())
    return (
        f"codeedit {__version__}: history-aware code-edit tasks from git histories\n\n"
        f"usage: codeedit COMMAND [options]\n\n{rows}\n\n"
        "`codeedit COMMAND --help` tells a command's options.\n"
    )


def resolve(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Split `arguments` into the command's name, of one word or two, and the rest."""
    for words in (2, 1):
        name = " ".join(arguments[:words])
        if len(arguments) >= words and name in COMMANDS:
            return name, list(arguments[words:])
    group = sorted(name for name in COMMANDS if name.split()[0] == arguments[0])
    if group:
        raise UnknownNameError("command", " ".join(arguments[:2]), group)
    raise UnknownNameError("command", arguments[0], COMMANDS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `codeedit` with `arguments` (the process's own by default) and return the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage())
        return 0
    if arguments[0] in ("-V", "--version"):
        sys.stdout.write(f"codeedit {__version__}\n")
        return 0
    try:
        name, rest = resolve(arguments)
        module, _, function = COMMANDS[name][0].partition(":")
        status: int = getattr(importlib.import_module(module), function)(rest)
        return status
    except CodeEditError as error:
        sys.stderr.write(f"codeedit: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("codeedit: interrupted; the same command goes on from here where it can be resumed\n")
        return 130
    except BrokenPipeError:
        # The reader of our output is gone (`codeedit show … | head`): not an error, and nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
