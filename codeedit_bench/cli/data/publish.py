"""`codeedit publish`: check a data set, write its card, push it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from codeedit_bench.api.data import publish
from codeedit_bench.cli.arguments import add_dataset, dataset_of
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "publish",
        "Check a data set, write its card, and push it to a hub if asked.",
        ["codeedit publish --dataset DATASET --push OWNER/NAME --private"],
    )
    add_dataset(parser)
    parser.add_argument("--push", default="", metavar="OWNER/NAME", help="data set repository on the hub")
    parser.add_argument("--private", action="store_true", help="make a new hub repository private")
    parser.add_argument("--any-licence", action="store_true", help="publish tasks without a permissive licence")
    options = parser.read(arguments)
    made = publish(
        dataset_of(options), push_to=options.push, private=options.private, any_licence=options.any_licence
    )
    sys.stdout.write(f"{made.n_tasks:,} tasks may be published; their card is {made.card}\n")
    if made.pushed_to:
        sys.stdout.write(f"pushed to {made.pushed_to}\n")
    return 0
