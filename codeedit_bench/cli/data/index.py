"""`codeedit index`: what is published of a data set in place of other people's code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.data import index
from codeedit_bench.cli.arguments import add_dataset, dataset_of
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "index",
        "Write the index of a mined data set: where each task's texts come from, and what is known of it. "
        "It holds no code of others, and `codeedit rebuild` makes the data set from it again.",
        ["codeedit index --dataset DATASET --out data/index"],
    )
    add_dataset(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="INDEX", help="folder of the index")
    options = parser.read(arguments)
    made = index(dataset_of(options), out=options.out)
    size = sum(path.stat().st_size for path in made.folder.iterdir())
    sys.stdout.write(
        f"{len(made.tasks()):,} tasks in {made.folder}, {size / 1e6:.2f} MB; "
        f"content hash of the data set {made.manifest['content_hash']}\n"
    )
    return 0
