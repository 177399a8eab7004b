"""`codeedit training compare`: recipes against each other from one checkpoint, seeds paired, with controls."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.files import write_text
from codeedit_bench.tasks.dataset import open_dataset

SUMMARY = "summary.md"


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "training compare",
        "Train recipes from one checkpoint with paired seeds; control with further SFT and with colder sampling.",
    )
    parser.add_argument("--data", required=True, type=Path, help="trained on its train split, measured on test")
    parser.add_argument("--model", required=True, help="the checkpoint that every arm starts from")
    parser.add_argument(
        "--out", required=True, type=Path, help="results.jsonl and summary.md; goes on if it exists"
    )
    parser.add_argument(
        "--recipes",
        nargs="+",
        default=["tiny_grpo", "tiny_gapo", "tiny_dapo", "tiny_gapo_dapo"],
        help="the first is the baseline",
    )
    parser.add_argument("--seeds", type=int, default=15, help="runs of each arm")
    parser.add_argument(
        "--first-seed", type=int, default=0, help="to share the seeds among machines (docs/gapo.md)"
    )
    parser.add_argument("--outliers", nargs="+", type=float, default=[0.0, 0.1], help="rates of flipped rewards")
    parser.add_argument(
        "--temperatures", nargs="+", type=float, default=[1.0, 0.7, 0.4], help="of the start; arms use the first"
    )
    parser.add_argument("--eval-tasks", type=int, default=200, help="test tasks")
    parser.add_argument("--samples", type=int, default=2, help="samples of each test task")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a recipe key")
    options = parser.read(arguments)
    if options.seeds < 1:
        raise UsageError("--seeds must be at least 1.")

    from gapo.models.loading import require_training_packages

    require_training_packages()
    from gapo.comparison.arms import Plan, compare
    from gapo.comparison.summary import markdown

    plan = Plan(
        recipes=tuple(options.recipes),
        overrides=tuple(options.set),
        seeds=options.seeds,
        outlier_rates=tuple(options.outliers),
        temperatures=tuple(options.temperatures),
        eval_tasks=options.eval_tasks,
        samples=options.samples,
        first_seed=options.first_seed,
    )
    results = compare(plan, open_dataset(options.data), options.model, options.out)
    summary = markdown(results, plan.recipes[0])
    write_text(options.out / SUMMARY, summary)
    sys.stdout.write(summary)
    return 0
