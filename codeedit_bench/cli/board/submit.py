"""`codeedit submit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "submit", "Pack a run into one archive: its manifest and raw completions, no secrets, paths or host names."
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="folder written by `codeedit evaluate`")
    parser.add_argument(
        "--out", type=Path, default=None, metavar="FILE", help="archive to write; RUN.zip by default"
    )
    options = parser.parse_args(arguments)

    from leaderboard.submission.pack import pack_run

    target = options.out or options.run.resolve().with_name(options.run.resolve().name + ".zip")
    count = pack_run(options.run, target)
    size = target.stat().st_size / 1024
    sys.stdout.write(
        f"{target}: {count:,} predictions, {size:,.0f} kB. "
        f"Check it as a leaderboard would: codeedit leaderboard add {target} --dataset DATASET --check\n"
    )
    return 0
