"""`codeedit formats`: the prompt formats, and which `--format auto` takes for a model."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from codeedit_bench.cli.parser import command_parser
from evaluators.prompts import FORMATS
from evaluators.prompts.auto import format_for_model


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("formats", "List the prompt formats.")
    parser.add_argument("--model", default="", help="tell which format `--format auto` takes for this model")
    options = parser.read(arguments)
    if options.model:
        sys.stdout.write(f"{format_for_model(options.model)}\n")
        return 0
    for name in FORMATS:
        sys.stdout.write(f"{name:<10} {_summary(name)}\n")
    return 0


def _summary(name: str) -> str:
    """The first sentence of the module that holds the format, after its name."""
    module = importlib.import_module(FORMATS.load(name).parse.__module__)
    text = " ".join((module.__doc__ or "").split("\n\n")[0].split())
    return text.partition(": ")[2].split(". ")[0].rstrip(".")
