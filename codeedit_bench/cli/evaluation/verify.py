"""`codeedit verify`: score a run's raw completions again and compare, so that a submission needs no trust."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.normalize import scorer_versions, version_differences
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.metrics import METRICS, STANDARD_METRICS
from evaluators.runs.run import open_run
from evaluators.runs.score_files import SUMMARY, read_scores, score_run
from evaluators.runs.selection import tasks_of_run
from evaluators.runs.verification import differences


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "verify", "Score a run again from its raw completions and compare with what it states."
    )
    parser.add_argument("run", type=Path, help="folder that `codeedit evaluate` wrote")
    parser.add_argument("--dataset", type=Path, required=True, help="the data set that it answered")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that score")
    options = parser.parse_args(arguments)
    run = open_run(options.run)
    tasks = tasks_of_run(open_dataset(options.dataset), run.manifest)
    predictions = list(run.predictions())
    stated = read_scores(run.path)
    more = [name for name in (stated[0].values if stated else ()) if name in METRICS]
    with Progress("verify", len(predictions), "answers") as progress:
        scores, summary = score_run(
            run.manifest,
            tasks,
            predictions,
            workers=options.workers,
            done=progress.advance,
            metrics=tuple(dict.fromkeys([*STANDARD_METRICS, *more])),
        )
    file = run.path / SUMMARY
    stated_summary = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    found = differences(stated, scores, stated_summary, summary)
    current = scorer_versions(task.language for task in tasks)
    if differing := version_differences(run.manifest.scorer_version, current):
        sys.stdout.write(
            f"The run was scored by another scorer ({'; '.join(differing)}). "
            "Differences may come from that: `codeedit score` brings the run up to date.\n"
        )
    for line in found[:20]:
        sys.stdout.write(f"{line}\n")
    if found:
        sys.stdout.write(f"not verified: {len(found):,} differences\n")
        return 1
    sys.stdout.write(f"verified: {len(scores):,} scores of {len(tasks):,} tasks are as stated\n")
    return 0
