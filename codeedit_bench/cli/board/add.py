"""`codeedit leaderboard add`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.board import check_submission
from codeedit_bench.cli.arguments import add_dataset_option
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.terminal import printable
from evaluators.statistics.metrics import EXACT_MATCHES
from evaluators.statistics.rounding import percent


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
    parser.add_argument("--workers", type=int, default=1, help="processes that score")
    parser.add_argument("--allow-failed", action="store_true", help="accept a run in which requests failed")
    options = parser.read(arguments)
    if not options.check and options.to is None:
        raise UsageError("Say where the run goes with --to FOLDER, or only check it with --check.")

    verified = check_submission(
        options.archive,
        options.dataset,
        split=options.split,
        among=options.to,
        replace=options.replace,
        workers=options.workers,
        allow_failed=options.allow_failed,
    )
    metrics = verified.summary["metrics"]
    name = printable(verified.manifest.system, keep="")
    sys.stdout.write(f"{name}: {len(verified.predictions):,} predictions, all tasks present\n")
    for metric in EXACT_MATCHES:
        value, low, high = (percent(metrics[metric][key]) for key in ("value", "low", "high"))
        sys.stdout.write(f"  {metric:<10} {value:>5}%  [{low:>5}%, {high:>5}%]\n")
    if not options.check:
        from leaderboard.submission.verify import accept

        target = accept(verified, options.to, replace=options.replace)
        sys.stdout.write(f"verified run: {target}\n")
    return 0
