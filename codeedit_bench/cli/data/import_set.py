"""`codeedit import`: another project's edit set as a data set."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from codeedit_bench.api.data import import_set
from codeedit_bench.cli.parser import command_parser
from evaluators.importers import IMPORTERS


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "import",
        "Turn another project's edit set into a data set of edit tasks.",
        [
            "codeedit import canitedit CanItEdit.parquet --out data/canitedit",
            "codeedit import zeta hub:zed-industries/zeta --out data/zeta",
        ],
    )
    parser.add_argument("name", metavar="NAME", help=f"one of {', '.join(IMPORTERS)}")
    parser.add_argument("path", type=Path, metavar="PATH", help="the set's file or folder, or hub:OWNER/NAME")
    parser.add_argument("--out", type=Path, required=True, metavar="DATASET", help="folder of the new data set")
    parser.add_argument("--revision", default="", help="the source's commit; a hash of what was read if left out")
    options = parser.read(arguments)
    made = import_set(options.name, options.path, out=options.out, revision=options.revision)
    sys.stdout.write(f"{len(made):,} tasks in {options.out} ({_counts(made.manifest['languages'])})\n")
    sys.stdout.write(f"left out: {_counts(made.rejects) or 'nothing'}\n")
    licence = made.licence or "by row"
    sys.stdout.write(f"source {made.source}, licence {licence}, revision {made.revision}\n")
    sys.stdout.write(f"content hash {made.content_hash}\n")
    return 0


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
