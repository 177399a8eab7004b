"""Options that choose tasks by their groups, such as `--tier hard`: one for each grouping of the reports."""

from __future__ import annotations

import argparse

from evaluators.statistics.groups import GROUPINGS

_OTHER_NAMES = {"edit_kind": ["--kind"]}


def add_group_options(parser: argparse.ArgumentParser) -> None:
    for name in GROUPINGS:
        words = [f"--{name.replace('_', '-')}", *_OTHER_NAMES.get(name, [])]
        said = f"tasks of this {name.replace('_', ' ')} alone"
        parser.add_argument(*words, dest=name, default="", metavar="GROUP", help=said)


def chosen_groups(options: argparse.Namespace) -> dict[str, str]:
    """Grouping → group, of the options that were given."""
    return {name: value for name in GROUPINGS if (value := getattr(options, name))}
