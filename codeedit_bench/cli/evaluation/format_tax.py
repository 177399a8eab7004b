"""`codeedit format-tax`: what another dialect costs a model: the same tasks, asked in its own and in `chat`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.evaluation.compare import comparison_lines, load_side
from codeedit_bench.cli.evaluation.evaluate import main as evaluate
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.files import write_json
from evaluators.prompts.auto import format_for_model
from evaluators.statistics.compare import compare

REPORT = "format_tax.json"


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "format-tax",
        "Evaluate a model twice on the same tasks, in its native format and in another, and compare. "
        "Further arguments go to `codeedit evaluate`.",
    )
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--model", required=True, help="the model, for both runs")
    parser.add_argument("--backend", default="transformers", help="transformers, vllm or openai")
    parser.add_argument("--native", default="auto", help="the model's own format")
    parser.add_argument("--other", default="chat", help="the format to compare it with")
    parser.add_argument("--out", type=Path, required=True, help="folder for both runs and the report")
    options, rest = parser.parse_known_args(arguments)
    native = format_for_model(options.model) if options.native == "auto" else options.native
    if native == options.other:
        raise UsageError(
            f"The native format of {options.model!r} is {native!r}, the same as the other. "
            "Name one with --native or --other."
        )
    for name in (native, options.other):
        call = [str(options.dataset), "--backend", options.backend, "--model", options.model, "--format", name]
        evaluate(
            [*call, "--out", str(options.out / name), "--system", f"{Path(options.model).name} ({name})", *rest]
        )
    left, right = (load_side(options.out / name, options.dataset) for name in (native, options.other))
    result = compare(left, right, metric="em_layout")
    write_json(
        options.out / REPORT,
        {"model": Path(options.model).name, "native": native, "other": options.other, **result.as_row()},
    )
    sys.stdout.write(f"\nFormat tax: {native} against {options.other}\n{comparison_lines(result)}")
    return 0
