"""`codeedit format-tax`: what another prompt format costs a model. It compares two runs of the same tasks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.evaluation import format_tax
from codeedit_bench.cli.arguments import add_dataset, dataset_of
from codeedit_bench.cli.evaluation.compare import comparison_lines
from codeedit_bench.cli.evaluation.generating import add_generating, generating
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "format-tax",
        "Evaluate a model twice on the same tasks, in its native format and in another, and compare.",
        ["codeedit format-tax --dataset DATASET --model MODEL --other chat --out tax"],
    )
    add_dataset(parser)
    parser.add_argument("--model", required=True, help="the model of both runs; `tiny` is the shipped one")
    parser.add_argument("--backend", default="transformers", help="transformers, vllm or openai")
    parser.add_argument("--native", default="auto", metavar="NAME", help="the model's own format")
    parser.add_argument("--other", default="chat", metavar="NAME", help="the format to compare it with")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of both runs and the report"
    )
    add_generating(parser)
    options = parser.read(arguments)
    tax = format_tax(
        dataset_of(options),
        options.model,
        options.backend,
        out=options.out,
        native=options.native,
        other=options.other,
        **generating(options),
    )
    for run in tax.runs:
        sys.stdout.write(f"{run}\n")
    sys.stdout.write(f"\nFormat tax: {tax.native} against {tax.other}\n{comparison_lines(tax.comparison)}")
    return 0
