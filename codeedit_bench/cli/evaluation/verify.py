"""`codeedit verify`: score a run's raw completions again and compare, so that a submission needs no trust."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.evaluation import verify
from codeedit_bench.cli.arguments import add_dataset_option, add_workers
from codeedit_bench.cli.parser import command_parser

_SHOWN = 20


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "verify",
        "Score a run again from its raw completions and compare with what it states. "
        "The exit status is 1 where something differs.",
        ["codeedit verify RUN --dataset DATASET"],
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="folder that `codeedit evaluate` wrote")
    add_dataset_option(parser)
    add_workers(parser, os.cpu_count() or 1, "processes that score")
    parser.add_argument("--allow-failed", action="store_true", help="verify a run in which requests failed")
    options = parser.read(arguments)
    found = verify(options.run, options.dataset, workers=options.workers, allow_failed=options.allow_failed)
    if found.other_scorer:
        sys.stdout.write(
            f"The scorer differs ({'; '.join(found.other_scorer)}). "
            "Differences may come from that: `codeedit score` brings the run up to date.\n"
        )
    for line in found.differences[:_SHOWN]:
        sys.stdout.write(f"{line}\n")
    if found.differences:
        sys.stdout.write(f"not verified: {len(found.differences):,} differences\n")
        return 1
    sys.stdout.write(f"verified: {found.n_scores:,} scores of {found.n_tasks:,} tasks are as stated\n")
    return 0
