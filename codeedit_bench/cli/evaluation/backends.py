"""`codeedit backends`: the back ends, what each needs and its options."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from codeedit_bench.cli.parser import command_parser
from evaluators.backends import BACKENDS
from evaluators.backends.options import options_of


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("backends", "List the back ends, what each needs and its options.")
    parser.read(arguments)
    for name in BACKENDS:
        spec = BACKENDS.load(name)
        sys.stdout.write(f"{name:<13} {spec.summary}; needs {spec.needs}\n")
        for option in options_of(spec):
            default = "required" if option.required else f"default {option.default!r}"
            sys.stdout.write(f"{'':<15}--option {option.name}=…  {option.expected}, {default}\n")
    return 0
