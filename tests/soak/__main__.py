"""Soak the real product: run its commands into troubles drawn by a seed, and check that nothing is lost or wrong.

    python -m tests.soak --seconds 600 --seed 1                  half of it troubles, half of it hostile input
    python -m tests.soak --seconds 600 --seed 1 --mode hostile   hostile input at every door alone
    python -m tests.soak --seed 1 --mode troubles --only 17      trial 17 of seed 1 again

The exit status is 1 if a trial failed. Each failed trial names the command that repeats it alone.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.soak import trials
from tests.soak.campaign import campaign
from tests.soak.hostile import assaults
from tests.soak.results import Result, counted, table, told
from tests.soak.steps import STEPS
from tests.soak.world import open_world

MODES = {"troubles": trials.carry_out, "hostile": assaults.carry_out}
COMMITS = 60
"""In each repository of the reference."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600.0, help="new trials are begun for so long")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mode", choices=("both", *MODES), default="both", help="both share the time")
    parser.add_argument("--jobs", type=int, default=2, help="trials at once")
    parser.add_argument("--only", type=int, action="append", default=[], help="this trial alone; may come twice")
    parser.add_argument("--json", type=Path, help="write the counts and what failed to this file")
    parser.add_argument("--work", type=Path, help="an empty folder that is kept; a temporary one if left out")
    options = parser.parse_args()
    # A soak that was started in the background would hand on a SIGINT that is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    started = time.monotonic()
    modes = tuple(MODES) if options.mode == "both" else (options.mode,)
    results: dict[str, list[Result]] = {}
    with working_folder(options.work) as folder, open_world(folder / "reference", STEPS, COMMITS) as world:
        print(f"The reference took {time.monotonic() - started:.0f} s.", flush=True)
        for mode in modes:
            started = time.monotonic()
            results[mode] = campaign(
                functools.partial(MODES[mode], world, options.seed),
                iter(options.only) if options.only else itertools.count(),
                folder / mode,
                seconds=options.seconds / len(modes),
                jobs=options.jobs,
                again=f"python -m tests.soak --seed {options.seed} --mode {mode}",
            )
            tell_all(mode, results[mode], time.monotonic() - started)
    if options.json:
        kept = {mode: told(found, options.seed) for mode, found in results.items()}
        options.json.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return int(any(result.problems for found in results.values() for result in found))


def tell_all(mode: str, results: list[Result], seconds: float) -> None:
    """The counts by what was soaked and by what it was soaked in."""
    heads = ("door", "input") if mode == "hostile" else ("step", "trouble")
    print(table(heads[0], counted(results, lambda result: result.soaked)))
    print(table(heads[1], counted(results, lambda result: result.trouble)))
    print(f"{mode}: {len(results):,} trials in {seconds / 60:.1f} minutes.", flush=True)


@contextmanager
def working_folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="codeedit-soak-") as name:
        yield Path(name).resolve()


if __name__ == "__main__":
    sys.exit(main())
