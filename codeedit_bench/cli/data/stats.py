"""`codeedit stats`: what a data set holds, counted."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.tasks.dataset import SPLITS, open_dataset
from codeedit_bench.tasks.records import TIERS, EditTask
from codeedit_bench.terminal import console, printable, table
from evaluators.statistics.groups import GROUPINGS


def language_rows(tasks: Sequence[EditTask]) -> list[dict[str, Any]]:
    """One row for each language: tasks, by split, and the medians that tell what they are like."""
    rows = []
    for language in sorted({task.language for task in tasks}):
        chosen = [task for task in tasks if task.language == language]
        splits = Counter(str(task.split) for task in chosen)
        rows.append(
            {
                "language": language,
                "tasks": len(chosen),
                **{split: splits[split] for split in SPLITS},
                "commits": len({task.provenance.commit for task in chosen}),
                "history": float(median(len(task.history) for task in chosen)),
                "lines": float(
                    median(max(task.signals.lines_added, task.signals.lines_removed) for task in chosen)
                ),
                "link": fmean(task.signals.link for task in chosen),
                "known": fmean(task.signals.known for task in chosen),
            }
        )
    return rows


def shares(values: Iterable[str]) -> list[tuple[str, int, float]]:
    """Each value with its count and its share, most frequent first."""
    counts = Counter(values)
    total = counts.total()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(value, count, count / total) for value, count in ordered]


_SHOWN = 15
"""Rows of a table of counts: the most frequent."""

COUNTED: dict[str, Callable[[EditTask], str]] = {
    "tier": GROUPINGS["tier"],
    "difficulty": GROUPINGS["difficulty"],
    "edit kind": GROUPINGS["edit_kind"],
    "slice": GROUPINGS["slice"],
    "licence": lambda task: task.provenance.licence or "none",
    "repository": lambda task: task.provenance.repository,
}


def print_tables(name: str, digest: str, tasks: Sequence[EditTask]) -> None:
    screen = console()
    screen.print(f"{printable(name, keep='')}: {len(tasks)} tasks, content hash {digest[:16]}…\n")
    if not tasks:
        return
    rows = language_rows(tasks)
    shown = table(
        *(rows[0] if rows else ["language"]), title="Tasks; history and lines are medians, signals means"
    )
    for row in rows:
        shown.add_row(*(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values()))
    screen.print(shown)
    for title, read in COUNTED.items():
        shown = table(title, "tasks", "share")
        for value, count, share in shares(read(task) for task in tasks)[:_SHOWN]:
            shown.add_row(printable(value, keep=""), str(count), f"{share:.0%}")
        screen.print(shown)
    tagged = shares(tag for task in tasks for tag in task.tags)
    screen.print(
        "tags: " + (", ".join(f"{printable(tag, keep='')} {count}" for tag, count, _ in tagged) or "none")
    )


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "stats", "Count a data set's tasks by language, split, tier, difficulty, edit kind and licence."
    )
    parser.add_argument("dataset", type=Path, help="folder that `codeedit mine` wrote")
    parser.add_argument("--split", choices=SPLITS, help="this split alone")
    parser.add_argument("--tier", choices=TIERS, help="this tier alone")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.read(arguments)
    dataset = open_dataset(options.dataset)
    tasks = [task for task in dataset.tasks(options.split) if options.tier in (None, task.tier)]
    if options.json:
        import json

        counted = {title: dict(Counter(read(task) for task in tasks)) for title, read in COUNTED.items()}
        content = {"content_hash": dataset.content_hash, "languages": language_rows(tasks), **counted}
        sys.stdout.write(json.dumps(content, indent=2, sort_keys=True) + "\n")
    else:
        print_tables(dataset.name, dataset.content_hash, tasks)
    return 0
