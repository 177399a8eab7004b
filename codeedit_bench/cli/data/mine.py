"""`codeedit mine SOURCE… --out DATASET`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.api.data import forecast, mine
from codeedit_bench.cli.arguments import add_settings, count
from codeedit_bench.cli.endings import say
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import told
from codeedit_bench.settings import split_assignments
from codeedit_bench.terminal import printable
from miners.assembly.card import most_dropped
from miners.forecast import FACTOR, Forecast

INCOMPLETE = 3
"""Exit status when a data set was written but a repository failed or was read in part."""


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "mine",
        "Turn git repositories into a data set of history-aware edit tasks. "
        "The exit status is 3 where a repository failed or was read in part.",
        [
            "codeedit mine path/to/repository --out data/mine",
            "codeedit mine recipe.toml",
            "codeedit mine recipe.toml --plan",
            "codeedit mine repositories.toml --out data/mine --workers 4",
            "codeedit mine https://github.com/OWNER/NAME --out data/mine --languages python,go",
        ],
    )
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="https URL, local path, .toml list, or .toml recipe"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DATASET", help="folder of the new data set; a recipe names its own"
    )
    parser.add_argument("--workers", type=count(1), metavar="N", help="processes that mine; 1 if left out")
    parser.add_argument("--engine", default="", help="local, which is the default, or ray for a Ray cluster")
    parser.add_argument(
        "--languages", default="", metavar="A,B", help="language ids; all that are not held out if left out"
    )
    parser.add_argument("--any-licence", action="store_true", help="keep tasks whatever the licence at the commit")
    parser.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        metavar="DATASET",
        help="leave out the tasks of this data set; may be given several times",
    )
    parser.add_argument(
        "--base",
        type=Path,
        metavar="DATASET",
        help="add to this earlier release the test slices that it lacks; its own tasks stay as they are",
    )
    parser.add_argument("--name", default="", help="name of the data set; the folder's if left out")
    parser.add_argument(
        "--storage", default="", metavar="URL", help="where all nodes keep their work, such as s3://bucket/weekend"
    )
    parser.add_argument("--clones", type=Path, default=None, metavar="DIR", help="where URLs are cloned to")
    add_settings(parser, "change a threshold")
    parser.add_argument(
        "--plan", action="store_true", help="tell the expected tasks, time and disk, and do nothing"
    )
    options = parser.read(arguments)
    asked: dict[str, Any] = {
        "out": options.out,
        "workers": options.workers,
        "engine": options.engine,
        "languages": [language for language in options.languages.split(",") if language],
        "any_licence": options.any_licence,
        "settings": split_assignments(options.settings),
        "clones": options.clones,
    }
    if options.plan:
        return _tell(forecast(*options.sources, **asked))
    mined = mine(
        *options.sources,
        **asked,
        against=options.against,
        base=options.base,
        name=options.name,
        storage=options.storage,
    )
    for name, reason in sorted(mined.incomplete.items()):
        say(f"{name}: {told(reason)}.")
    for name, warnings in sorted(mined.warnings.items()):
        for warning in warnings:
            say(f"warning: {name}: {told(warning)}.")
    for row in mined.manifest.get("repositories", ()):
        dropped = most_dropped(row) or "nothing"
        sys.stdout.write(
            f"{printable(row['name'], keep='')}: {row['n_tasks']:,} tasks from {row['n_commits']:,} commits "
            f"in {row.get('seconds', 0):.1f} s; "
            f"dropped most: {dropped}\n"
        )
    splits = ", ".join(f"{split} {count:,}" for split, count in mined.manifest.get("splits", {}).items())
    sys.stdout.write(
        f"{len(mined):,} tasks in {mined.path} ({splits or 'none'}), {mined.seconds:.1f} s\n"
        f"content hash {mined.content_hash}\n"
    )
    return INCOMPLETE if mined.incomplete else 0


def _tell(expected: Forecast) -> int:
    for item in expected.repositories:
        name = printable(item.name, keep="")
        if item.unknown:
            say(f"{item.name}: {told(item.unknown)}.")
            continue
        done = f" ({item.commits_done:,} more are mined already)" if item.commits_done else ""
        sys.stdout.write(
            f"{name}: {item.commits:,} commits to mine{done}, about {_rough(item.tasks)} tasks, "
            f"{_duration(item.seconds)} of one worker, {_megabytes(item.disk_bytes)}\n"
        )
    if not expected.known:
        say(
            "Nothing can be expected, since no repository is here. Start without --plan, and stop with Ctrl-C "
            "once it mines. What was fetched is kept, and --plan can read it."
        )
        return INCOMPLETE
    workers = "one worker" if expected.workers == 1 else f"{expected.workers} workers"
    sys.stdout.write(
        f"Expected: {_rough(expected.tasks)} tasks, {_duration(expected.seconds)} with {workers}, "
        f"{_megabytes(expected.disk_bytes)} of disk beside the clones. "
        f"A sample says so: take each figure as true within a factor of {FACTOR:g}.\n"
    )
    return INCOMPLETE if len(expected.known) < len(expected.repositories) else 0


def _rough(count: float) -> str:
    """Two digits, for more would promise too much."""
    return f"{int(float(f'{count:.2g}')):,}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _megabytes(size: float) -> str:
    return f"{_rough(max(1, size / 1e6))} MB"
