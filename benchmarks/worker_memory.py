"""The most memory that each process of a build takes, as the kernel counted it: its high-water mark.

    python benchmarks/worker_memory.py REPOSITORY... [--workers 1]

Prints a line for each kind of process: workers that mine, git, and the build's own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def status(process: int) -> dict[str, str]:
    """What /proc says of it; empty where it has ended."""
    try:
        rows = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (row.partition(":") for row in rows)}


def descendants(ancestor: int) -> list[int]:
    """Processes that it, or one that it started, has started."""
    children: dict[int, list[int]] = defaultdict(list)
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and (parent := status(int(place.name)).get("PPid")):
            children[int(parent)].append(int(place.name))
    found = [ancestor]
    for process in found:
        found += children[process]
    return found[1:]


def kind(process: int) -> str:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return "git" if words[0].endswith(b"git") else "worker" if b"miners.engines.worker" in words else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    most: dict[str, int] = defaultdict(int)
    with tempfile.TemporaryDirectory(prefix="codeedit-memory-") as scratch:
        command = [sys.executable, "-m", "codeedit_bench", "mine", *options.repositories, "--any-licence"]
        with subprocess.Popen(
            [*command, "--out", f"{scratch}/data", "--workers", str(options.workers)], cwd=ROOT
        ) as build:
            while build.poll() is None:
                for process, what in [
                    (build.pid, "build"),
                    *((each, kind(each)) for each in descendants(build.pid)),
                ]:
                    if what and (size := status(process).get("VmHWM")):
                        most[what] = max(most[what], int(size.split()[0]))
                time.sleep(1)
    for what, size in sorted(most.items()):
        sys.stdout.write(f"{what}: {size / 1000:.0f} MB at most\n")


if __name__ == "__main__":
    main()
