"""`codeedit stats`: what a data set holds, counted."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from codeedit_bench.api.data import count_rejects, count_tasks
from codeedit_bench.cli.arguments import add_dataset, dataset_of
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.tasks.dataset import SPLITS
from codeedit_bench.tasks.records import TIERS
from codeedit_bench.terminal import console, printable, table
from evaluators.statistics.contents import Contents, shares

_SHOWN = 15
"""Rows of a table of counts: the most frequent."""


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "stats",
        "Count a data set's tasks by language, split, tier, difficulty, edit kind and licence.",
        ["codeedit stats --dataset DATASET --split test", "codeedit stats --dataset DATASET --rejects"],
    )
    add_dataset(parser)
    parser.add_argument("--split", choices=SPLITS, default="", help="this split alone")
    parser.add_argument("--tier", choices=TIERS, default="", help="this tier alone")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--rejects", action="store_true", help="count what was dropped instead, by reason")
    options = parser.read(arguments)
    if options.rejects:
        rejects = count_rejects(dataset_of(options))
        if options.json:
            sys.stdout.write(json.dumps(rejects, indent=2) + "\n")
        else:
            print_rejects(rejects)
        return 0
    contents = count_tasks(dataset_of(options), split=options.split, tier=options.tier)
    if options.json:
        sys.stdout.write(json.dumps(contents.as_row(), indent=2, sort_keys=True) + "\n")
    else:
        print_contents(contents)
    return 0


def print_contents(contents: Contents) -> None:
    """A table of the languages, then one of each count, then the tags."""
    screen = console()
    screen.print(
        f"{printable(contents.name, keep='')}: {contents.n_tasks} tasks, "
        f"content hash {contents.content_hash[:16]}…\n"
    )
    if not contents.n_tasks:
        return
    rows = [language.as_row() for language in contents.languages]
    shown = table(*rows[0], title="Tasks; history and lines are medians, signals means")
    for row in rows:
        shown.add_row(*(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values()))
    screen.print(shown)
    for title, counts in contents.counts.items():
        shown = table(title, "tasks", "share")
        for value, count, share in shares(counts)[:_SHOWN]:
            shown.add_row(printable(value, keep=""), str(count), f"{share:.0%}")
        screen.print(shown)
    tags = ", ".join(f"{printable(tag, keep='')} {count}" for tag, count, _ in shares(contents.tags))
    screen.print(f"tags: {tags or 'none'}")


def print_rejects(rejects: Mapping[str, Counter[str]]) -> None:
    """A table of the reasons, the most frequent first."""
    shown = table("reason", "dropped", "most in", title="What was dropped, by reason")
    for reason, repositories in rejects.items():
        most = ", ".join(f"{printable(name, keep='')} {count:,}" for name, count in repositories.most_common(3))
        shown.add_row(printable(reason, keep=""), f"{repositories.total():,}", most)
    console().print(shown)
