"""`codeedit leaderboard add`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.board import check_submission
from codeedit_bench.cli.arguments import add_dataset_option
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "leaderboard add",
        "Check a submission and score its raw completions again; what holds becomes a verified run. "
        "Exits with 2 and says exactly what is wrong where something is.",
        ["codeedit leaderboard add copy.zip --dataset DATASET --to runs"],
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="written by `codeedit submit`")
    add_dataset_option(parser)
    parser.add_argument(
        "--to", type=Path, default=None, metavar="FOLDER", help="where the runs stand, a folder each"
    )
    parser.add_argument("--check", action="store_true", help="check and score only; write nothing")
    parser.add_argument("--replace", action="store_true", help="replace an earlier run of the same system")
    parser.add_argument("--workers", type=int, default=1, help="processes that score")
    parser.add_argument("--allow-failed", action="store_true", help="accept a run in which requests failed")
    options = parser.read(arguments)
    if not options.check and options.to is None:
        raise UsageError("Say where the run goes with --to FOLDER, or only check it with --check.")

    verified = check_submission(
        options.archive, options.dataset, workers=options.workers, allow_failed=options.allow_failed
    )
    metrics = verified.summary["metrics"]
    sys.stdout.write(f"{verified.manifest.system}: {len(verified.predictions):,} predictions, all tasks present\n")
    for name in ("em_text", "em_layout", "em_code"):
        row = metrics[name]
        sys.stdout.write(f"  {name:<10} {row['value']:6.1%}  [{row['low']:6.1%}, {row['high']:6.1%}]\n")
    if not options.check:
        from leaderboard.reading import slugs
        from leaderboard.submission.verify import write_verified

        target = options.to / slugs([verified.manifest.system])[0]
        write_verified(target, verified, replace=options.replace)
        sys.stdout.write(f"verified run: {target}\n")
    return 0
