"""`codeedit merge`: the shards of a run back into one, scored."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.report import summary_lines
from evaluators.runs.merging import merge_shards
from evaluators.runs.score_files import score_run, write_score_files


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("merge", "Merge the shards of one run that `codeedit evaluate --shard I/N` wrote.")
    parser.add_argument("shards", type=Path, nargs="+", metavar="RUN", help="all shards, in any order")
    parser.add_argument("--dataset", type=Path, required=True, help="the data set that they answered")
    parser.add_argument("--out", type=Path, required=True, help="folder for the whole run")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that score")
    options = parser.parse_args(arguments)
    manifest, tasks, predictions = merge_shards(options.shards, options.out, open_dataset(options.dataset))
    with Progress("scores", len(predictions), "answers") as progress:
        scores, summary = score_run(manifest, tasks, predictions, workers=options.workers, done=progress.advance)
    write_score_files(options.out, scores, summary)
    sys.stdout.write(summary_lines(summary))
    return 0
