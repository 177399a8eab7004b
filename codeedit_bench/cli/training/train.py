"""`codeedit train`: one recipe, one data set, one model, one folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codeedit_bench.api.training import train, train_population
from codeedit_bench.cli.arguments import add_dataset_option, add_settings, count
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.cli.training.launching import configurations, launch, without_launch
from codeedit_bench.errors import UsageError
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
            "codeedit train --launch fsdp --recipe gapo_8x80gb --dataset DATASET --model MODEL --out RUN",
        ],
    )
    add = parser.add_argument
    add("--recipe", required=True, metavar="RECIPE", help=f"a .toml file, or one of {', '.join(recipe_names())}")
    add_dataset_option(parser)
    add("--model", required=True, help="a folder, a Hugging Face name, `tiny`, or `fresh`")
    add("--out", required=True, type=Path, metavar="RUN", help="folder of the run; a new one, or with --resume")
    add_settings(parser, "change a key of the recipe")
    add("--resume", action="store_true", help="go on from the last checkpoint in --out")
    add(
        "--population",
        type=count(0),
        default=0,
        metavar="N",
        help="train N members that compete and recombine (extra ray)",
    )
    each = "of --population, 5 if left out; each is the recipe's steps"
    add("--generations", type=count(1), metavar="N", help=each)
    names = ", ".join(configurations())
    add("--launch", default="", metavar="NAME", help=f"start a process on each device by accelerate: {names}")
    options = parser.read(arguments)
    if options.launch:
        return launch(options.launch, without_launch(arguments))
    settings = split_assignments(options.settings)
    if options.population == 1:
        raise UsageError("--population needs 2 members or more, which recombine; leave it out to train one model.")
    if options.generations is not None and not options.population:
        raise UsageError("--generations has no effect without --population.")
    if options.population:
        story = train_population(
            options.recipe,
            options.dataset,
            options.model,
            out=options.out,
            members=options.population,
            generations=options.generations or 5,
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
