"""`codeedit leaderboard build`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.board import build_leaderboard
from codeedit_bench.cli.arguments import add_dataset_option
from codeedit_bench.cli.parser import command_parser


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
    parser.add_argument("--replace", action="store_true", help="replace SITE if it exists")
    options = parser.read(arguments)
    site = build_leaderboard(
        options.runs, options.dataset, out=options.out, title=options.title, replace=options.replace
    )
    order = sorted(zip(site.standings, site.entries, strict=True), key=lambda pair: -pair[0].estimate.value)
    for standing, entry in order:
        estimate = standing.estimate
        sys.stdout.write(
            f"{'=' if standing.shared else ' '}{standing.rank:<4} "
            f"{estimate.value:6.1%}  [{estimate.low:6.1%}, {estimate.high:6.1%}]  "
            f"{entry.manifest.system}\n"
        )
    sys.stdout.write(f"{len(site.table):,} tasks; open {site.path / 'index.html'}\n")
    return 0
