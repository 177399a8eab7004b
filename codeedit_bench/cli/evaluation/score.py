"""`codeedit score`: score a run's raw completions again, without a model."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.metrics import METRICS, STANDARD_METRICS
from evaluators.report import summary_lines
from evaluators.runs.run import open_run, write_manifest
from evaluators.runs.score_files import score_run, write_score_files
from evaluators.runs.selection import tasks_of_run


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("score", "Score a run's raw completions again with this version's scorer.")
    parser.add_argument("run", type=Path, help="folder that `codeedit evaluate` wrote")
    parser.add_argument("--dataset", type=Path, required=True, help="the data set that it answered")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that score")
    parser.add_argument(
        "--metric",
        action="append",
        default=[],
        choices=[name for name in METRICS if name not in STANDARD_METRICS],
        help="score by this too; the standard ones are always there",
    )
    options = parser.parse_args(arguments)
    run = open_run(options.run)
    tasks = tasks_of_run(open_dataset(options.dataset), run.manifest)
    predictions = list(run.predictions())
    manifest = dataclasses.replace(run.manifest, scorer_version=scorer_versions(task.language for task in tasks))
    with Progress("scores", len(predictions), "answers") as progress:
        scores, summary = score_run(
            manifest,
            tasks,
            predictions,
            workers=options.workers,
            done=progress.advance,
            metrics=tuple(dict.fromkeys([*STANDARD_METRICS, *options.metric])),
        )
    write_score_files(run.path, scores, summary)
    write_manifest(run.path, manifest)
    sys.stdout.write(summary_lines(summary))
    return 0
