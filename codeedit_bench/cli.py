"""The `codeedit` command: a table of rows; a command's module is imported when it is called.

A row's function takes the arguments after its name and returns the exit status. To add a command, write
`main(arguments: Sequence[str]) -> int` where it belongs and add a row.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from codeedit_bench import __version__
from codeedit_bench.errors import CodeEditError, UnknownNameError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("codeedit_bench.demo:main", "run the whole loop on ten small repositories, offline"),
    "demo-repositories": (
        "miners.commands.demo_repositories:main",
        "write the demo's small git repositories",
    ),
    "mine": ("miners.commands.mine:main", "turn git repositories into a data set of edit tasks"),
    "repos pin": ("miners.commands.repos_pin:main", "fill in the commits that a repository list leaves open"),
    "publish": ("miners.commands.publish:main", "write a data set's card, or push it to a hub"),
    "validate": (
        "codeedit_bench.commands.validate:main",
        "check a data set: schema, hash, references score 1",
    ),
    "stats": ("codeedit_bench.commands.stats:main", "count a data set's tasks by language, split and signal"),
    "show": ("codeedit_bench.commands.show:main", "print one task as a person wants to read it"),
    "diff-score": ("codeedit_bench.commands.diff_score:main", "explain at which level two texts are equal"),
    "evaluate": ("evaluators.commands.evaluate:main", "run a model or a baseline on a data set"),
    "score": ("evaluators.commands.score:main", "score a run's raw completions again, without a model"),
    "verify": ("evaluators.commands.verify:main", "score a run again and compare with what it states"),
    "merge": ("evaluators.commands.merge:main", "merge the shards of a run"),
    "compare": ("evaluators.commands.compare:main", "compare runs: is the difference real?"),
    "format-tax": ("evaluators.commands.format_tax:main", "what another prompt format costs a model"),
    "import": ("evaluators.commands.import_set:main", "turn another project's edit set into a data set"),
    "formats": ("evaluators.commands.formats:main", "list the prompt formats"),
    "backends": ("evaluators.commands.backends:main", "list the back ends, what each needs, their options"),
    "train": ("gapo.commands.train:main", "train a model by a recipe: sft, grpo, dapo, gapo, gapo_dapo, …"),
    "training report": ("gapo.commands.report:main", "draw training runs into one HTML page"),
    "training compare": (
        "gapo.commands.compare:main",
        "recipes against each other: paired seeds, controls, tests",
    ),
    "export": ("gapo.commands.export:main", "write a data set for another trainer: verl"),
    "leaderboard build": ("leaderboard.commands.build:main", "build the static site from runs"),
    "leaderboard add": ("leaderboard.commands.add:main", "check a submission by scoring it again"),
    "leaderboard serve": ("leaderboard.commands.serve:main", "show a built site on this machine"),
    "submit": ("leaderboard.commands.submit:main", "pack a run for a leaderboard"),
}


class _HelpFormatter(argparse.ArgumentDefaultsHelpFormatter):
    """Tells the defaults that say something."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, "", [], False):
            return action.help
        return super()._get_help_string(action)


def command_parser(name: str, description: str) -> argparse.ArgumentParser:
    """The argument parser of one command, with the project's conventions."""
    return argparse.ArgumentParser(
        prog=f"codeedit {name}",
        description=description,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )


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
