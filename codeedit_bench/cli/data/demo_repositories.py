"""`codeedit demo-repositories`: write the demo's git repositories."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.demo.generator.repositories import COMMITS, build_demo_repositories
from codeedit_bench.demo.generator.surfaces import SURFACES
from codeedit_bench.progress import Progress


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "demo-repositories",
        "Write small git repositories whose edits follow from one another.",
        [
            "codeedit demo-repositories --out repositories",
            "codeedit demo-repositories --out more --seed 7 --commits 200 --language python go",
        ],
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the repositories, one each language")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other programs and histories")
    parser.add_argument("--commits", type=int, default=COMMITS, help="commits in each repository")
    parser.add_argument(
        "--language", nargs="+", default=[], metavar="ID", help=f"of {', '.join(SURFACES)}; else all"
    )
    parser.add_argument("--replace", action="store_true", help="replace repositories that are there already")
    options = parser.read(arguments)
    with Progress("demo repositories", len(options.language) or len(SURFACES), "repositories") as progress:
        paths = build_demo_repositories(
            options.out,
            seed=options.seed,
            commits=options.commits,
            languages=options.language,
            replace=options.replace,
            done=lambda _: progress.advance(),
        )
    for path in paths.values():
        sys.stdout.write(f"{path}\n")
    return 0
