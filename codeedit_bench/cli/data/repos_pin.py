"""`codeedit repos pin`: fill in the commits that a list leaves open."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.data import pin
from codeedit_bench.cli.endings import say
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import told

INCOMPLETE = 3


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "repos pin",
        "Fill in the commits that a repository list or a recipe leaves open. "
        "The exit status is 3 where a repository could not be asked.",
        ["codeedit repos pin repositories.toml"],
    )
    parser.add_argument(
        "list",
        type=Path,
        metavar="LIST",
        help="the .toml list or recipe; it is rewritten in place, comments and order kept",
    )
    parser.add_argument("--all", action="store_true", help="renew the pins that are there, too")
    options = parser.read(arguments)
    pins = pin(options.list, renew=options.all)
    for name, reason in pins.failed.items():
        say(f"{name}: {told(reason)}.")
    for name, commit in pins.pinned.items():
        sys.stdout.write(f"{commit} {name}\n")
    return INCOMPLETE if pins.failed else 0
