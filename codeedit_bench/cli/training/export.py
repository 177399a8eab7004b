"""`codeedit export`: a data set for another trainer or harness, or a LoRA run as a model of its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.exporting import TRAINERS, export_for_harness, export_for_training, merge_lora
from codeedit_bench.cli.arguments import add_dataset, add_settings, count, dataset_of
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.settings import split_assignments
from evaluators.harnesses.exporting import HARNESSES
from evaluators.prompts import FORMATS

MERGED = "merged"


def main(arguments: Sequence[str]) -> int:
    options = _read(arguments)
    if options.to != MERGED and options.dataset is None and options.place is None:
        raise UsageError(f"--to {options.to} needs --dataset DATASET.")
    if options.to == MERGED:
        if not options.model:
            raise UsageError("--to merged needs --model RUN, the folder of a LoRA run.")
        sys.stdout.write(f"{merge_lora(options.model, out=options.out)}\n")
    elif options.to in HARNESSES:
        task = export_for_harness(
            dataset_of(options),
            options.to,
            out=options.out,
            prompt_format=options.format,
            split=options.split,
            limit=options.limit,
            max_tokens=options.max_tokens,
            max_prompt_tokens=options.max_prompt_tokens,
        )
        left = f"; {task.left_alone:,} that ask for no edit are left out" if task.left_alone else ""
        sys.stdout.write(f"{task.folder}: {task.name}, {task.questions:,} questions{left}\n")
    else:
        files = export_for_training(
            dataset_of(options),
            options.to,
            out=options.out,
            recipe=options.recipe,
            settings=split_assignments(options.settings),
            model=options.model,
        )
        for name, rows in files.rows.items():
            sys.stdout.write(f"{files.folder / name}.parquet: {rows:,} rows\n")
        if not files.rows:
            sys.stdout.write(f"{files.folder / 'rl.toml'}\n")
    return 0


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = command_parser(
        "export",
        "Write a data set for another trainer or evaluation harness, or merge a LoRA run into its model.",
        [
            "codeedit export --to verl --dataset DATASET --out exported",
            "codeedit export --to inspect --dataset DATASET --out task",
            "codeedit export --to lm-eval --dataset DATASET --format chat --out task",
            "codeedit export --to merged --model RUN --out model",
        ],
    )
    add = parser.add_argument
    add(
        "--to",
        required=True,
        choices=(*TRAINERS, MERGED, *HARNESSES),
        help="a trainer or a harness; merged: a model of its own",
    )
    add_dataset(parser)
    add("--model", default="", help="for merged: the folder of a LoRA run; for prime-rl: the model to train")
    add("--out", required=True, type=Path, metavar="FOLDER", help="folder of the exported files")
    add("--recipe", default="gapo", help="gives prompt format, budget and reward")
    add_settings(parser, "change a key of the recipe")
    harness = parser.add_argument_group("for inspect and lm-eval").add_argument
    harness("--format", default="chat", metavar="NAME", help=f"prompt format: {', '.join(FORMATS)}")
    harness("--split", default="test", help="train, validation, test or all")
    harness("--limit", type=count(0), default=0, metavar="N", help="a fixed sample; 0 means all")
    harness("--max-tokens", type=count(1), default=1024, metavar="N", help="tokens of an answer")
    harness(
        "--max-prompt-tokens", type=count(1), default=4096, metavar="N", help="by an estimate of 3 bytes a token"
    )
    return parser.read(arguments)
