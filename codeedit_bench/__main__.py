"""`python -m codeedit_bench` is `codeedit`."""

import sys
from pathlib import Path


def run() -> int:
    """The command line, with our packages before those of the current folder.

    `python -m` looks into the current folder first. A package called `leaderboard` there would hide ours.
    """
    here = Path(__file__).resolve().parent.parent
    first = sys.path[0] if sys.path else ""
    if first in ("", str(Path.cwd())) and Path(first or ".").resolve() != here:
        sys.path.append(sys.path.pop(0))

    from codeedit_bench.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
