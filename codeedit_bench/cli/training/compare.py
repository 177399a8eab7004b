"""`codeedit training compare`: recipes against each other from one checkpoint, seeds paired, with controls."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.training import BASELINE_AND_OTHERS, SUMMARY, compare_recipes
from codeedit_bench.cli.arguments import add_dataset, add_settings, count, dataset_of, share
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.settings import split_assignments


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "training compare",
        "Train recipes from one checkpoint with paired seeds; control with further SFT and with colder sampling.",
        ["codeedit training compare --dataset DATASET --model tiny --recipes tiny_grpo tiny_gapo --out compared"],
    )
    add = parser.add_argument
    add_dataset(parser)
    add("--model", required=True, help="the checkpoint that every arm starts from, or `tiny`")
    add("--out", required=True, type=Path, metavar="FOLDER", help=f"of results.jsonl and {SUMMARY}; goes on there")
    add("--recipes", nargs="+", default=BASELINE_AND_OTHERS, metavar="RECIPE", help="the first is the baseline")
    add("--seeds", type=count(1), default=15, metavar="N", help="runs of each arm")
    add("--first-seed", type=count(0), default=0, metavar="N", help="to share the seeds among machines")
    add("--outliers", nargs="+", type=share(), default=[0.0, 0.1], metavar="P", help="rates of flipped rewards")
    add(
        "--temperatures",
        nargs="+",
        type=float,
        default=[1.0, 0.7, 0.4],
        metavar="T",
        help="of the start; arms use the first",
    )
    add("--eval-tasks", type=count(1), default=200, metavar="N", help="test tasks")
    add("--samples", type=count(1), default=2, metavar="N", help="samples of each test task")
    add_settings(parser, "change a key of the recipes")
    options = parser.read(arguments)
    compare_recipes(
        dataset_of(options),
        options.model,
        out=options.out,
        recipes=options.recipes,
        settings=split_assignments(options.settings),
        seeds=options.seeds,
        first_seed=options.first_seed,
        outlier_rates=options.outliers,
        temperatures=options.temperatures,
        eval_tasks=options.eval_tasks,
        samples=options.samples,
    )
    sys.stdout.write((options.out / SUMMARY).read_text(encoding="utf-8"))
    return 0
