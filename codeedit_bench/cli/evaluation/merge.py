"""`codeedit merge`: the shards of a run back into one, scored."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.evaluation import merge
from codeedit_bench.cli.arguments import add_dataset_option, add_workers
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "merge",
        "Merge the shards of one run that `codeedit evaluate --shard I/N` wrote, and score the whole.",
        ["codeedit merge runs/part-1 runs/part-2 --dataset DATASET --out runs/whole"],
    )
    parser.add_argument("shards", type=Path, nargs="+", metavar="RUN", help="all shards, in any order")
    add_dataset_option(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="folder of the whole run")
    add_workers(parser, os.cpu_count() or 1, "processes that score")
    options = parser.read(arguments)
    run = merge(options.shards, options.dataset, out=options.out, workers=options.workers)
    sys.stdout.write(f"{run}\n")
    return 0
