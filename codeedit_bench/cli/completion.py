"""`codeedit completion`: a script that lets a shell complete commands, options and their values."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from codeedit_bench.cli.main import function_of
from codeedit_bench.cli.parser import command_parser, parser_of
from codeedit_bench.cli.table import COMMANDS, GROUPS
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.tasks.dataset import SPLITS
from evaluators.backends import BACKENDS
from evaluators.metrics import METRICS
from evaluators.prompts import FORMATS
from gapo.config import recipe_names

SHELLS = ("bash", "zsh")


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "completion",
        "Print a script that lets your shell complete commands, options and the names that options take. "
        "Load it where your shell starts, or put it where your shell looks for completions.",
        [
            "codeedit completion bash > ~/.local/share/bash-completion/completions/codeedit",
            "codeedit completion zsh > ~/.zfunc/_codeedit",
        ],
    )
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=" or ".join(SHELLS))
    options = parser.read(arguments)

    import shtab

    sys.stdout.write(shtab.complete(_whole(), shell=options.shell) + "\n")
    return 0


def _whole() -> argparse.ArgumentParser:
    """One parser of all commands, for their names, options and values alone."""
    whole = argparse.ArgumentParser(prog="codeedit")
    first_words = whole.add_subparsers()
    groups = {
        name: first_words.add_parser(name, help=summary, add_help=False).add_subparsers()
        for name, summary in GROUPS.items()
    }
    for name, command in COMMANDS.items():
        group, _, last = name.rpartition(" ")
        own = parser_of(function_of(name))
        for action in own._actions:
            _give_values(action)
        words = groups[group] if group else first_words
        words.add_parser(last, help=command.summary, parents=[own], add_help=False)
    return whole


def _give_values(action: argparse.Action) -> None:
    """Tell shtab which names, or what kind of path, an argument takes."""
    import shtab

    known = _values()
    names = [name for option in (*action.option_strings, action.metavar) for name in known.get(str(option), ())]
    if names and action.choices is None:
        action.choices = names
    elif action.type is Path:
        action.complete = shtab.FILE  # type: ignore[attr-defined]


def _values() -> dict[str, Iterable[str]]:
    """Names that an option takes. The option itself reads any name and says which are near."""
    return {
        "--backend": BACKENDS,
        "--format": ("auto", *FORMATS),
        "--native": ("auto", *FORMATS),
        "--other": FORMATS,
        "--language": LANGUAGES,
        "--metric": METRICS,
        "--recipe": recipe_names(),
        "--recipes": recipe_names(),
        "--split": (*SPLITS, "all"),
        "--engine": ("local", "ray"),
    }
