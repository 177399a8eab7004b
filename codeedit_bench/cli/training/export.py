"""`codeedit export --to verl`: a data set as the rows that another trainer reads."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.tasks.dataset import open_dataset
from gapo.config import load_recipe


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("export", "Write a data set for another trainer.")
    parser.add_argument("--to", required=True, choices=["verl"], help="whose format")
    parser.add_argument("--data", required=True, type=Path, help="a data set made by `codeedit mine`")
    parser.add_argument("--out", required=True, type=Path, help="folder of the Parquet files")
    parser.add_argument("--recipe", default="gapo", help="gives prompt format, budget and reward")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a recipe key")
    options = parser.read(arguments)
    recipe = load_recipe(options.recipe, options.set)

    from gapo.export import export_verl

    for name, count in export_verl(open_dataset(options.data), recipe, options.out).items():
        sys.stdout.write(f"{options.out / name}.parquet: {count:,} rows\n")
    return 0
