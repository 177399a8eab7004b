"""`codeedit rebuild`: an index to the data set that it was made of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.data import rebuild
from codeedit_bench.cli.arguments import add_workers
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "rebuild",
        "Make a data set again from its index. Repositories are fetched at the commits that the index names, and "
        "only the commits of its tasks are read. What comes out has the content hash that the index states.",
        [
            "codeedit rebuild path/to/index --out data/rebuilt --clones clones",
            "codeedit rebuild path/to/index path/to/repository --out data/rebuilt",
        ],
    )
    parser.add_argument("index", type=Path, metavar="INDEX", help="folder that `codeedit index` wrote")
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="local clone or .toml list in place of the index's own"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DATASET", help="folder of the data set")
    parser.add_argument("--clones", type=Path, default=None, metavar="DIR", help="where URLs are cloned to")
    add_workers(parser, 1, "processes that read")
    options = parser.read(arguments)
    made = rebuild(
        options.index, *options.sources, out=options.out, workers=options.workers, clones=options.clones
    )
    sys.stdout.write(f"{len(made):,} tasks in {made.path}\ncontent hash {made.content_hash}\n")
    return 0
