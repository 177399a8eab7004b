"""`codeedit score`: score a run's raw completions again, without a model."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.evaluation import score
from codeedit_bench.cli.arguments import add_dataset_option, add_workers
from codeedit_bench.cli.parser import command_parser
from evaluators.metrics import METRICS, STANDARD_METRICS


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "score",
        "Score a run's raw completions again with this version's scorer, without a model.",
        [
            "codeedit score RUN --dataset DATASET",
            "codeedit score RUN --dataset DATASET --metric bleu --metric delta_chrf",
        ],
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="folder that `codeedit evaluate` wrote")
    add_dataset_option(parser)
    add_workers(parser, os.cpu_count() or 1, "processes that score")
    more = ", ".join(name for name in METRICS if name not in STANDARD_METRICS)
    parser.add_argument(
        "--metric",
        action="append",
        default=[],
        metavar="NAME",
        help=f"a metric beside the standard ones: {more}; may be given several times",
    )
    options = parser.read(arguments)
    run = score(options.run, options.dataset, metrics=options.metric, workers=options.workers)
    sys.stdout.write(f"{run}\n")
    return 0
