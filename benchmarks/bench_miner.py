"""The miner against `git log` and PyDriller, as ratios of CPU time within one run; two workers against one.

    python benchmarks/bench_miner.py [REPOSITORY ...] [--parts ratios workers]

Each measurement runs in a process of its own, so that start-up and children count, and the least of several runs
is taken. Without arguments it makes up a repository of 4,000 commits and measures once: name real clones for real
ratios.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.generated_repository import generate  # noqa: E402 - a script finds it once the path is set

EXTRACT = """
import sys
from pathlib import Path
from miners.commits.language import may_be_mined
from miners.repository.blobs import BlobReader
from miners.commits.hunks import changed_hunks
from miners.commits.log import list_commits, read_commits
from miners.repository.store import ObjectStore, resolve
n = 0
with ObjectStore(Path(sys.argv[1])) as store:
    ids = [name for name, parents in list_commits(store, resolve(store.source)) if len(parents) == 1]
    with BlobReader(store, max_bytes=512 * 1024) as blobs:
        batch = []
        def work(batch):
            found = blobs.read([blob for change in batch for blob in (change.old_blob, change.new_blob)])
            count = 0
            for change in batch:
                old, new = found[change.old_blob], found[change.new_blob]
                if old is not None and new is not None and b"\\0" not in old + new:
                    count += len(changed_hunks(old, new))
            return count
        for commit in read_commits(store, ids):
            batch += [change for change in commit.changes if may_be_mined(change.path, ())]
            if len(batch) > 80:
                n += work(batch)
                batch = []
        n += work(batch)
print(len(ids), "commits,", n, "hunks")
"""

PYDRILLER = """
import sys
from pydriller import Repository
n = 0
for commit in Repository(sys.argv[1]).traverse_commits():
    if not commit.merge:
        for file in commit.modified_files:
            try:
                n += len(file.source_code or "") + len(file.source_code_before or "") + len(file.diff)
            except ValueError:  # a submodule: its commit lies in another repository
                pass
print(n, "characters")
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of the cheapest of some runs."""

    cpu: float
    wall: float


def cost(command: Sequence[str], *, runs: int) -> Cost:
    """CPU seconds, of children too, and wall seconds of `command`; it must succeed."""
    found = []
    for _ in range(runs):
        before, started = os.times(), time.monotonic()
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
        )
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        found.append(Cost(cpu, time.monotonic() - started))
    return min(found, key=lambda item: item.cpu)


def mine(sources: Sequence[Path], scratch: Path, *, workers: int, runs: int) -> Cost:
    """Of a whole build to Parquet, each run into a new folder."""
    costs = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(dir=scratch) as out:
            command = [sys.executable, "-m", "codeedit_bench", "mine", *map(str, sources), "--out", f"{out}/data"]
            costs.append(cost([*command, "--workers", str(workers), "--any-licence"], runs=1))
    return min(costs, key=lambda item: item.wall if workers > 1 or len(sources) > 1 else item.cpu)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("repositories", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=0, help="of each measurement; 3, or 1 without repositories")
    parser.add_argument(
        "--parts", nargs="+", choices=("ratios", "workers"), default=["ratios", "workers"], help="what is measured"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        repositories = options.repositories or [generate(scratch / "generated")]
        runs = options.runs or (3 if options.repositories else 1)
        for path in repositories if "ratios" in options.parts else ():
            one_repository(path, scratch, runs)
        if "workers" not in options.parts:
            return
        one = mine(repositories, scratch, workers=1, runs=runs)
        two = mine(repositories, scratch, workers=2, runs=runs)
        print(f"{len(repositories)} repositories, wall time: one worker {one.wall:.1f} s, two {two.wall:.1f} s")
        print(f"  two workers are {one.wall / two.wall:.2f} x one (aim: 1.8)")


def one_repository(path: Path, scratch: Path, runs: int) -> None:
    try:
        git = cost(["git", "-C", str(path), "log", "--no-merges", "-p", "-U0"], runs=runs)
    except subprocess.CalledProcessError as error:
        print(f"{path.name}: git log does not read it whole: {error.stderr.decode('utf-8', 'replace').strip()}")
        return
    extraction = cost([sys.executable, "-c", EXTRACT, str(path)], runs=runs)
    whole = mine([path], scratch, workers=1, runs=runs)
    print(f"{path.name}, CPU seconds: git log -p -U0 {git.cpu:.2f}, extraction {extraction.cpu:.2f}")
    print(f"  extraction is {extraction.cpu / git.cpu:.2f} x git log -p -U0 (aim: at most 2)")
    try:
        walk = cost([sys.executable, "-c", PYDRILLER, str(path)], runs=max(1, runs - 1))
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        print(f"  the whole pipeline takes {whole.cpu:.2f} s; PyDriller did not finish here: {reason}")
        return
    print(f"  the whole pipeline {whole.cpu:.2f} s, PyDriller's walk {walk.cpu:.2f} s")
    print(f"  the pipeline is {whole.cpu / walk.cpu:.2f} x PyDriller's walk (aim: at most 0.5)", flush=True)


if __name__ == "__main__":
    main()
