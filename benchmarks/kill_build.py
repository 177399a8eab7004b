"""Kill a build at random moments, and check that the same command then ends as an undisturbed one does.

    python benchmarks/kill_build.py REPOSITORY... [--kills 50] [--seed 0]

The repositories are served over https from this machine, so that the build fetches them, at a server that takes
half a second for each answer. The stages take their turns: a build is killed at a random moment after the files at
hand have told that its stage began. Prints one line a kill: the stage, the moment, whether hash and files are
right. A build that was done before its moment counts as no kill, and is tried again. Ends with 1 if one is wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.miners.remotes import Remote, serving  # noqa: E402 - a script finds it once the path is set


def command(sources: list[str], out: Path) -> list[str]:
    settings = ("--set", "commits_per_shard=20", "--workers", "2", "--name", "killed")
    return [sys.executable, "-m", "codeedit_bench", "mine", *sources, "--out", str(out), *settings]


def state(out: Path) -> tuple[str, list[str]]:
    """The content hash, and every file of the data set but those of the next build."""
    files = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return manifest["content_hash"], [name for name in files if not name.startswith(".chunks/")]


def serve(remote: Remote, repository: Path) -> str:
    """The URL of a bare copy of `repository`."""
    name = repository.resolve().parent.name if repository.name == "repo" else repository.resolve().name
    subprocess.run(["git", "clone", "--quiet", "--bare", repository, remote.folder / name], check=True)
    return f"{remote.url}/{name}"


STAGES = ("start", "fetch", "list", "mine", "decide", "describe", "write", "end")
"""`end` is what a build still does once its manifest is there."""


def stage(out: Path, n_sources: int) -> str:
    """Which stage a build is in, by what lies in its folder."""
    work = out / ".chunks"
    if (out / "manifest.json").is_file():
        return "end"
    if any(out.glob("data/.*")) or any(out.glob("data/*")) or any(out.glob("*rejects.parquet*")):
        return "write"
    if any(work.glob("*.errors.jsonl")):
        return "describe"
    if any(work.glob("*/keys.duckdb")):
        return "decide"
    if any(work.glob("*.jsonl")) or any(work.glob(".*.partial")):
        return "mine"
    if not (work / "clones").is_dir():
        return "start"
    return "list" if len(list(work.glob("clones/*.git"))) == n_sources else "fetch"


def lengths(sources: list[str], out: Path) -> dict[str, float]:
    """Seconds that each stage of an undisturbed build into `out` takes; one that was not seen takes none."""
    found = dict.fromkeys(STAGES, 0.0)
    with subprocess.Popen(command(sources, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        last = time.monotonic()
        while process.poll() is None:
            time.sleep(0.005)
            now = time.monotonic()
            found[stage(out, len(sources))] += now - last
            last = now
    if process.returncode:
        raise SystemExit(f"the undisturbed build ended with {process.returncode}")
    return found


def kill(sources: list[str], out: Path, wanted: str, delay: float) -> str:
    """Kill a build into `out` so long after `wanted` began; the stage that it was in, empty if it was done."""
    with subprocess.Popen(
        command(sources, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while process.poll() is None and STAGES.index(stage(out, len(sources))) < STAGES.index(wanted):
            time.sleep(0.002)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        if process.poll() is not None:
            return ""
        reached = stage(out, len(sources))
        os.kill(process.pid, signal.SIGKILL)
    return reached


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draw, wrong = random.Random(options.seed), 0
    with (
        tempfile.TemporaryDirectory(prefix="codeedit-kill-") as scratch,
        serving(Path(scratch)) as (remote, trust),
    ):
        os.environ.update({"GIT_SSL_CAINFO": str(trust), "no_proxy": "localhost"})
        options.sources = [serve(remote, Path(source)) for source in options.sources]
        remote.delay = 0.5
        whole = Path(scratch) / "whole"
        took = lengths(options.sources, whole)
        print("undisturbed:", ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items()), flush=True)
        expected, seen = state(whole), [name for name in STAGES if took[name]]
        killed, tries = 0, 0
        while killed < options.kills:
            wanted, out = seen[tries % len(seen)], Path(scratch) / f"out-{tries}"
            delay, tries = draw.uniform(0, took[wanted]), tries + 1
            reached = kill(options.sources, out, wanted, delay)
            ended = subprocess.run(command(options.sources, out), check=False, capture_output=True)
            right = ended.returncode == 0 and state(out) == expected
            wrong, killed = wrong + (not right), killed + bool(reached)
            what = f"killed in {reached}" if reached else "was done"
            print(
                f"{killed}: {delay:.2f} s after {wanted} began, {what}: {'right' if right else 'WRONG'}",
                flush=True,
            )
            shutil.rmtree(out)
    print(f"{options.kills - wrong} of {options.kills} right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
