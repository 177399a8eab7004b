"""`codeedit train`: one recipe, one data set, one model, one folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.tasks.dataset import open_dataset
from gapo.config import load_recipe, recipe_names


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("train", "Train a model by a recipe, with the benchmark's scorer as the reward.")
    parser.add_argument("--recipe", required=True, help=f"a name ({', '.join(recipe_names())}) or a .toml file")
    parser.add_argument("--data", required=True, type=Path, help="a data set made by `codeedit mine`")
    parser.add_argument("--model", required=True, help="a folder, a Hugging Face name, `tiny`, or `fresh`")
    parser.add_argument("--out", required=True, type=Path, help="where the run goes; a new folder")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a recipe key")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --out")
    parser.add_argument(
        "--population",
        type=int,
        default=0,
        metavar="N",
        help="population-based training with N members (extra ray)",
    )
    parser.add_argument("--generations", type=int, default=5, help="of --population; each is the recipe's steps")
    options = parser.parse_args(arguments)
    recipe = load_recipe(options.recipe, options.set)
    dataset = open_dataset(options.data)

    from gapo.loading import require_training_packages

    require_training_packages()
    if options.population:
        from gapo.population import train_population

        story = train_population(
            recipe,
            options.data,
            options.model,
            options.out,
            members=options.population,
            generations=options.generations,
        )
        sys.stdout.write(json.dumps({"out": str(options.out), **story["best"]}) + "\n")
        return 0
    from gapo.run import train

    outcome = train(recipe, dataset, options.model, options.out, resume=options.resume)
    sys.stdout.write(json.dumps({"out": str(options.out), **asdict(outcome)}) + "\n")
    return 0
