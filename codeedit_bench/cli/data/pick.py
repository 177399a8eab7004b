"""`codeedit pick`: a balanced part of a split, as a data set of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.data import pick
from codeedit_bench.cli.arguments import add_dataset, count, dataset_of
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.tasks.dataset import SPLITS


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "pick",
        "Write a balanced part of a split as a data set of its own, for development and for slow models. "
        "Each language gives the same number of tasks; tiers and no-edit tasks keep their shares.",
        ["codeedit pick --dataset DATASET --size 500 --out data/lite"],
    )
    add_dataset(parser)
    parser.add_argument("--size", type=count(1), required=True, metavar="N", help="how many tasks to pick")
    parser.add_argument("--out", type=Path, required=True, metavar="DATASET", help="folder of the new data set")
    parser.add_argument("--split", choices=SPLITS, default="test", help="the split to pick from")
    parser.add_argument("--name", default="", help="name of the new data set; NAME-N if left out")
    options = parser.read(arguments)
    picked = pick(dataset_of(options), size=options.size, out=options.out, split=options.split, name=options.name)
    languages = ", ".join(f"{name} {n:,}" for name, n in picked.manifest["languages"].items())
    sys.stdout.write(f"{len(picked):,} tasks in {picked.path} ({languages})\ncontent hash {picked.content_hash}\n")
    return 0
