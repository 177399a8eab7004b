"""`codeedit export`: a data set for another trainer, or a LoRA run as a model of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.tasks.dataset import open_dataset
from gapo.config import load_recipe

TARGETS = ("verl", "trl", "verifiers", "prime-rl", "merged")


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("export", "Write a data set for another trainer, or merge a LoRA run into its model.")
    parser.add_argument("--to", required=True, choices=TARGETS, help="whose format; merged: a model of its own")
    parser.add_argument("--data", type=Path, help="a data set made by `codeedit mine`")
    parser.add_argument("--model", help="for merged: the folder of a LoRA run; for prime-rl: the model to train")
    parser.add_argument("--out", required=True, type=Path, help="folder of the exported files")
    parser.add_argument("--recipe", default="gapo", help="gives prompt format, budget and reward")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a recipe key")
    options = parser.read(arguments)
    if options.to == "merged":
        return _merge(options.model, options.out)
    if options.data is None:
        raise UsageError(f"--to {options.to} needs --data DATASET.")
    recipe = load_recipe(options.recipe, options.set)
    dataset = open_dataset(options.data)

    from gapo.exports.prime import export_prime, export_verifiers
    from gapo.exports.rows import export_trl, export_verl

    if options.to == "prime-rl":
        if options.model is None:
            raise UsageError("--to prime-rl needs --model MODEL, the model to train.")
        export_prime(dataset, recipe, options.out, options.model)
        sys.stdout.write(f"{options.out / 'rl.toml'}\n")
        return 0
    export = {"verl": export_verl, "trl": export_trl, "verifiers": export_verifiers}[options.to]
    for name, count in export(dataset, recipe, options.out).items():
        sys.stdout.write(f"{options.out / name}.parquet: {count:,} rows\n")
    return 0


def _merge(model: str | None, out: Path) -> int:
    if model is None:
        raise UsageError("--to merged needs --model RUN, the folder of a LoRA run.")
    from gapo.models.loading import require_training_packages, save_merged

    require_training_packages()
    save_merged(model, out)
    sys.stdout.write(f"{out}\n")
    return 0
