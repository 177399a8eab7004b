"""`codeedit training report`: learning curves and group diagnostics of runs as one HTML page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.files import write_text


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("training report", "Draw training runs into one self-contained HTML page.")
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders made by `codeedit train`")
    parser.add_argument("--out", type=Path, help="the page; report.html in the first run by default")
    options = parser.read(arguments)

    from gapo.report.page import build_report

    target = options.out or options.runs[0] / "report.html"
    write_text(target, build_report(options.runs))
    sys.stdout.write(f"{target}\n")
    return 0
