"""Kill a build at random moments, and check that the same command then ends as an undisturbed one does.

    python benchmarks/kill_build.py REPOSITORY... [--kills 50] [--seed 0]

The repositories are served over https from this machine, so that the build fetches them. Prints one line a kill:
the moment, the stage by the files at hand, whether hash and files are right. Ends with 1 if one is wrong. Moments
are drawn evenly over the time that an undisturbed build takes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
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


def stage(out: Path, n_sources: int) -> str:
    """Which stage a build was in, by what lies in its folder."""
    work = out / ".chunks"
    if (out / "manifest.json").is_file():
        return "after the manifest"
    if any(out.glob("data/*")) or (out / "rejects.parquet").is_file():
        return "write"
    if any(work.glob("*.errors.jsonl")):
        return "describe"
    if any(work.glob("*.tasks.jsonl")):
        return "mine or decide"
    cloned = len(list(work.glob("clones/*.git")))
    return "list" if cloned == n_sources else f"fetch, {cloned} of {n_sources} cloned"


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
        whole = Path(scratch) / "whole"
        started = time.monotonic()
        subprocess.run(command(options.sources, whole), check=True, capture_output=True)
        seconds = time.monotonic() - started
        expected = state(whole)
        for number in range(options.kills):
            out, moment = Path(scratch) / f"out-{number}", draw.uniform(0, seconds)
            with subprocess.Popen(
                command(options.sources, out),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            ) as process:
                time.sleep(moment)
                done = process.poll() is not None
                if not done:
                    os.kill(process.pid, signal.SIGKILL)
            reached = stage(out, len(options.sources))
            ended = subprocess.run(command(options.sources, out), check=False, capture_output=True)
            right = ended.returncode == 0 and state(out) == expected
            wrong += not right
            what = "was done" if done else f"killed in {reached}"
            print(
                f"{number + 1}: {moment:.2f} of {seconds:.2f} s, {what}: {'right' if right else 'WRONG'}",
                flush=True,
            )
    print(f"{options.kills - wrong} of {options.kills} right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
