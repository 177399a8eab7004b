"""`codeedit export`: a data set for another trainer or harness, or a LoRA run as a model of its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.arguments import count
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.harnesses.exporting import HARNESSES, Asked, export_task
from evaluators.prompts import FORMATS
from gapo.config import load_recipe

TRAINERS, MERGED = ("verl", "trl"), "merged"
TARGETS = (*TRAINERS, MERGED, *HARNESSES)


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "export",
        "Write a data set for another trainer or evaluation harness, or merge a LoRA run into its model.",
        [
            "codeedit export --to verl --data DATASET --out exported",
            "codeedit export --to inspect --data DATASET --out task",
            "codeedit export --to lm-eval --data DATASET --format chat --out task",
        ],
    )
    parser.add_argument(
        "--to", required=True, choices=TARGETS, help="a trainer or a harness; merged: a model of its own"
    )
    parser.add_argument("--data", type=Path, help="a data set made by `codeedit mine`")
    parser.add_argument("--model", help="for merged: the folder of a LoRA run")
    parser.add_argument("--out", required=True, type=Path, help="folder of the exported files")
    parser.add_argument("--recipe", default="gapo", help="gives prompt format, budget and reward")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a recipe key")
    harness = parser.add_argument_group("for inspect and lm-eval")
    harness.add_argument("--format", default="chat", metavar="NAME", help=f"prompt format: {', '.join(FORMATS)}")
    harness.add_argument("--split", default="test", help="train, validation, test or all")
    harness.add_argument("--limit", type=count(0), default=0, metavar="N", help="a fixed sample; 0 means all")
    harness.add_argument("--max-tokens", type=count(1), default=1024, metavar="N", help="tokens of an answer")
    harness.add_argument(
        "--max-prompt-tokens", type=count(1), default=4096, metavar="N", help="by an estimate of 3 bytes a token"
    )
    options = parser.read(arguments)
    if options.to == MERGED:
        return _merge(options.model, options.out)
    if options.data is None:
        raise UsageError(f"--to {options.to} needs --data DATASET.")
    if options.to in HARNESSES:
        return _export_task(options)
    recipe = load_recipe(options.recipe, options.set)
    dataset = open_dataset(options.data)

    from gapo.export import export_trl, export_verl

    export = {"verl": export_verl, "trl": export_trl}[options.to]
    for name, rows in export(dataset, recipe, options.out).items():
        sys.stdout.write(f"{options.out / name}.parquet: {rows:,} rows\n")
    return 0


def _export_task(options: argparse.Namespace) -> int:
    asked = Asked(options.format, options.split, options.limit, options.max_tokens, options.max_prompt_tokens)
    made = export_task(open_dataset(options.data), options.out, options.to, asked)
    left = f"; {made.left_alone:,} that ask for no edit are left out" if made.left_alone else ""
    sys.stdout.write(f"{made.folder}: {made.name}, {made.questions:,} questions{left}\n")
    return 0


def _merge(model: str | None, out: Path) -> int:
    if model is None:
        raise UsageError("--to merged needs --model RUN, the folder of a LoRA run.")
    from gapo.loading import require_training_packages, save_merged

    require_training_packages()
    save_merged(model, out)
    sys.stdout.write(f"{out}\n")
    return 0
