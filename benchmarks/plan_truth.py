"""What `codeedit mine --plan` tells of repositories, against what their builds then give and take.

    python -m benchmarks.plan_truth REPOSITORY... [--workers 1]

One line a repository: tasks, seconds of processor and megabytes as told and as they came, and by what factor they
differ. The last line is of one build of all. Each line ends with what the forecast takes as given: the share of
mined tasks that stayed, and how well rows pack.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from miners.chunks.entries import read_keys
from miners.config import MinerConfig
from miners.forecast import forecast
from miners.pipeline import WORK, build
from miners.sources import parse_sources


def compare(names: list[str], workers: int, scratch: Path) -> None:
    sources, config, out = (
        parse_sources(names),
        MinerConfig(licences="any"),
        scratch / str(len(list(scratch.iterdir()))),
    )
    started = time.monotonic()
    told = forecast(sources, out, config, workers=workers)
    asked = time.monotonic() - started
    before = os.times()
    result = build(sources, out, config, workers=workers)
    took = sum(os.times()[:4]) - sum(before[:4])
    n_tasks = sum(result.manifest["splits"].values())
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    mined = sum(len(list(read_keys(file))) for file in (out / WORK).glob("*.index.jsonl"))
    rows = sum(file.stat().st_size for file in (out / WORK).glob("*.tasks.jsonl")) * n_tasks / max(1, mined)
    packed = sum(file.stat().st_size for file in (out / "data").iterdir()) / max(1, rows)
    pairs = ((told.tasks, n_tasks), (told.seconds * workers, took), (told.disk_bytes / 1e6, size / 1e6))
    figures = ", ".join(
        f"{what} {expected:.0f} told, {came:.0f} came ({expected / max(came, 1e-9):.2f})"
        for what, (expected, came) in zip(("tasks", "CPU seconds", "MB"), pairs, strict=True)
    )
    name = Path(names[0]).name if len(names) == 1 else f"all {len(names)}"
    sys.stdout.write(
        f"{name}: {figures}; told in {asked:.0f} s; stayed {n_tasks / max(1, mined):.2f}, packed {packed:.2f}\n"
    )
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codeedit-plan-") as scratch:
        for name in options.repositories:
            compare([name], options.workers, Path(scratch))
        if len(options.repositories) > 1:
            compare(options.repositories, options.workers, Path(scratch))


if __name__ == "__main__":
    main()
