"""`codeedit demo`: the whole loop on small repositories, offline, on a CPU."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.main import dispatch
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.demo.place import own_folder
from codeedit_bench.demo.results import print_results
from codeedit_bench.demo.story import Demo, require_training
from codeedit_bench.errors import UsageError
from codeedit_bench.programs import require_program


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "demo",
        "The whole loop, offline, on a CPU: write ten small repositories, mine them, check the tasks, evaluate "
        "baselines, train a tiny model by SFT and GAPO, evaluate it, and build the leaderboard.",
        ["codeedit demo", "codeedit demo --without-training --out demo-7 --seed 7"],
    )
    parser.add_argument("--out", type=Path, default=Path("demo"), help="folder; an earlier demo in it is replaced")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other repositories")
    parser.add_argument("--commits", type=int, default=120, help="commits in each repository")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help="processes")
    parser.add_argument("--without-training", action="store_true", help="no tiny model; needs no torch")
    options = parser.read(arguments)
    if options.commits < 2 or options.workers < 1:
        raise UsageError("The demo needs --commits of 2 or more and --workers of 1 or more.")
    if not options.without_training:
        require_training()
    require_program("git")
    with own_folder(options.out):
        demo = Demo(
            options.out,
            dispatch,
            seed=options.seed,
            commits=options.commits,
            workers=options.workers,
            training=not options.without_training,
        )
        site = demo.run()
        print_results(demo.systems, demo.data, site, time.monotonic() - demo.started)
    return 0
