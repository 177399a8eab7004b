"""`codeedit training report`: learning curves and group diagnostics of runs as one HTML page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.training import training_report
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "training report",
        "Draw training runs into one self-contained HTML page.",
        ["codeedit training report runs/gapo runs/grpo --out report.html"],
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders made by `codeedit train`")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="the page; report.html in the first run if left out"
    )
    options = parser.read(arguments)
    sys.stdout.write(f"{training_report(options.runs, out=options.out)}\n")
    return 0
