"""`codeedit formats`: the prompt formats, and which `--format auto` takes for a model."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import PluginError
from evaluators.prompts import FORMATS
from evaluators.prompts.auto import format_for_model


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "formats", "List the prompt formats.", ["codeedit formats", "codeedit formats --model tiny"]
    )
    parser.add_argument(
        "--model", default="", help="tell which format `--format auto` takes for it, also for `tiny`"
    )
    options = parser.read(arguments)
    if options.model:
        sys.stdout.write(f"{format_for_model(options.model)}\n")
        return 0
    for name in FORMATS:
        sys.stdout.write(f"{name:<13} {_summary(name)}\n")
    return 0


def _summary(name: str) -> str:
    """The first sentence of the module that holds the format, after its name."""
    try:
        module = importlib.import_module(FORMATS.load(name).parse.__module__)
    except PluginError as error:
        return str(error)
    text = " ".join((module.__doc__ or "").split("\n\n")[0].split())
    bringer = FORMATS.distribution(name)
    return text.partition(": ")[2].split(". ")[0].rstrip(".") + (f" (from {bringer})" if bringer else "")
