"""`codeedit train`: one recipe, one data set, one model, one folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codeedit_bench.api.training import train, train_population
from codeedit_bench.cli.arguments import add_dataset_option, count
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.settings import split_assignments
from gapo.config import recipe_names


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "train",
        "Train a model by a recipe, with the benchmark's scorer as the reward.",
        [
            "codeedit train --recipe tiny_sft --dataset DATASET --model tiny --out models/sft",
            "codeedit train --recipe tiny_gapo --dataset DATASET --model models/sft --out models/gapo",
            "codeedit train --recipe gapo --dataset DATASET --model MODEL --out RUN --set lora_rank=32",
        ],
    )
    add = parser.add_argument
    add("--recipe", required=True, metavar="RECIPE", help=f"a .toml file, or one of {', '.join(recipe_names())}")
    add_dataset_option(parser, "--data")
    add("--model", required=True, help="a folder, a Hugging Face name, `tiny`, or `fresh`")
    add("--out", required=True, type=Path, metavar="RUN", help="folder of the run; a new one, or with --resume")
    add(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="change a key of the recipe",
    )
    add("--resume", action="store_true", help="go on from the last checkpoint in --out")
    add(
        "--population",
        type=count(0),
        default=0,
        metavar="N",
        help="train N members that compete and recombine (extra ray)",
    )
    add("--generations", type=count(1), default=5, metavar="N", help="of --population; each is the recipe's steps")
    options = parser.read(arguments)
    settings = split_assignments(options.settings)
    if options.population:
        story = train_population(
            options.recipe,
            options.dataset,
            options.model,
            out=options.out,
            members=options.population,
            generations=options.generations,
            settings=settings,
        )
        found = story["best"]
    else:
        outcome = train(
            options.recipe,
            options.dataset,
            options.model,
            out=options.out,
            settings=settings,
            resume=options.resume,
        )
        found = asdict(outcome)
    sys.stdout.write(json.dumps({"out": str(options.out), **found}) + "\n")
    return 0
