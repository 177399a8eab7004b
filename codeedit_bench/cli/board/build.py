"""`codeedit leaderboard build`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from codeedit_bench.api.board import build_leaderboard
from codeedit_bench.cli.arguments import add_dataset_option
from codeedit_bench.cli.endings import say
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.terminal import printable
from evaluators.statistics.ranking import in_order
from evaluators.statistics.rounding import percent


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "leaderboard build",
        "Build a static site from runs on one data set. It opens from disk.",
        ["codeedit leaderboard build runs/copy runs/replay --dataset DATASET --out site"],
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders written by `codeedit evaluate`")
    add_dataset_option(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="SITE", help="folder to write")
    parser.add_argument("--title", default="", help="heading of the site; the data set's name if left out")
    parser.add_argument(
        "--address", default="", metavar="ADDRESS", help="https address of the site, for previews of links"
    )
    parser.add_argument("--replace", action="store_true", help="replace SITE if it exists")
    parser.add_argument("--allow-failed", action="store_true", help="show runs in which requests failed")
    options = parser.read(arguments)
    site = build_leaderboard(
        options.runs,
        options.dataset,
        out=options.out,
        title=options.title,
        address=options.address,
        replace=options.replace,
        allow_failed=options.allow_failed,
    )
    for number in in_order([standing.estimate.value for standing in site.standings]):
        standing, entry = site.standings[number], site.entries[number]
        value, low, high = (percent(share) for share in astuple(standing.estimate)[:3])
        name = printable(entry.manifest.system, keep="")
        sys.stdout.write(f"{standing.shown:>7}  {value:>5}%  [{low:>5}%, {high:>5}%]  {name}\n")
    for folder, reason in sorted(site.left_out.items()):
        say(f"warning: {folder} is left out: {reason.rstrip('.')}.")
    sys.stdout.write(f"{len(site.table):,} tasks; open {site.path / 'index.html'}\n")
    return 0
