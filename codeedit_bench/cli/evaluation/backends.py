"""`codeedit backends`: the back ends, what each needs and its options."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import PluginError
from evaluators.backends import BACKENDS
from evaluators.backends.options import options_of


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "backends", "List the back ends, what each needs and its options.", ["codeedit backends"]
    )
    parser.read(arguments)
    for name in BACKENDS:
        try:
            spec = BACKENDS.load(name)
        except PluginError as error:
            sys.stdout.write(f"{name:<13} {error}\n")
            continue
        bringer = BACKENDS.distribution(name)
        source = f" (from {bringer})" if bringer else ""
        sys.stdout.write(f"{name:<13} {spec.summary}; needs {spec.needs}{source}\n")
        for option in options_of(spec):
            default = "required" if option.required else f"default {option.default!r}"
            sys.stdout.write(f"{'':<15}--option {option.name}=…  {option.expected}, {default}\n")
    return 0
