"""`codeedit format-tax`: what another dialect costs a model: the same tasks, asked in its own and in `chat`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.evaluation import compare, evaluate
from codeedit_bench.cli.arguments import add_dataset, dataset_of
from codeedit_bench.cli.evaluation.compare import comparison_lines
from codeedit_bench.cli.evaluation.generating import add_generating, generating
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.files import write_json
from evaluators.prompts.auto import format_for_model

REPORT = "format_tax.json"


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "format-tax",
        "Evaluate a model twice on the same tasks, in its native format and in another, and compare.",
        ["codeedit format-tax --dataset DATASET --model MODEL --other chat --out tax"],
    )
    add_dataset(parser)
    parser.add_argument("--model", required=True, help="the model of both runs")
    parser.add_argument("--backend", default="transformers", help="transformers, vllm or openai")
    parser.add_argument("--native", default="auto", metavar="NAME", help="the model's own format")
    parser.add_argument("--other", default="chat", metavar="NAME", help="the format to compare it with")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of both runs and the report"
    )
    add_generating(parser)
    options = parser.read(arguments)
    dataset = dataset_of(options)
    native = format_for_model(options.model) if options.native == "auto" else options.native
    if native == options.other:
        raise UsageError(
            f"The native format of {options.model!r} is {native!r}, the same as the other. "
            "Name one with --native or --other."
        )
    name = Path(options.model).name
    for form in (native, options.other):
        run = evaluate(
            dataset,
            options.backend,
            out=options.out / form,
            model=options.model,
            prompt_format=form,
            system=f"{name} ({form})",
            **generating(options),
        )
        sys.stdout.write(f"{run}\n")
    result = compare(options.out / native, options.out / options.other, dataset)
    write_json(options.out / REPORT, {"model": name, "native": native, "other": options.other, **result.as_row()})
    sys.stdout.write(f"\nFormat tax: {native} against {options.other}\n{comparison_lines(result)}")
    return 0
