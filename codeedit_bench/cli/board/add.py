"""`codeedit leaderboard add`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.board import add_submission, check_submission
from codeedit_bench.cli.arguments import add_dataset_option, add_workers
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "leaderboard add",
        "Check a submission, score its raw completions again and build the site with it. What holds becomes a "
        "run. Exits with 2 and says exactly what is wrong where something is.",
        ["codeedit leaderboard add copy.zip --dataset DATASET --to runs"],
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="written by `codeedit submit`")
    add_dataset_option(parser)
    parser.add_argument(
        "--to", type=Path, default=None, metavar="FOLDER", help="where the runs stand, a folder each"
    )
    parser.add_argument("--split", default="test", help="the split of the leaderboard")
    parser.add_argument(
        "--check",
        action="store_true",
        help="check only and write nothing; with --to also beside the runs that stand there",
    )
    parser.add_argument("--replace", action="store_true", help="replace an earlier run of the same system")
    add_workers(parser, 1, "processes that score")
    parser.add_argument("--allow-failed", action="store_true", help="accept a run in which requests failed")
    options = parser.read(arguments)
    if not options.check and options.to is None:
        raise UsageError("Say where the run goes with --to FOLDER, or only check it with --check.")

    how = {
        "split": options.split,
        "replace": options.replace,
        "workers": options.workers,
        "allow_failed": options.allow_failed,
    }
    if options.check:
        verified, lines = check_submission(options.archive, options.dataset, among=options.to, **how), ""
    else:
        added = add_submission(options.archive, options.dataset, to=options.to, **how)
        verified, lines = added.verified, f"verified run: {added.path}\n"
    sys.stdout.write(f"{verified}\n{lines}")
    return 0
