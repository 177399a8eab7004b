"""Memory and time of the assembly over synthetic tasks: `python -m benchmarks.assembly_scale --tasks 1000000`.

It writes chunks as workers would leave them, with as many repetitions as were found among mined tasks: 17.5% have
another's target, 12.5% nearly another's region, and families of fifty agree in three places of ten. Then a process
of its own assembles them, and its peak memory is printed. Texts are short: only one row is in memory at a time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from codeedit_bench.files import canonical_json
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.storage import to_row
from miners.assembly.assemble import assemble
from miners.chunks.chunk import ChunkReport, chunk_files
from miners.chunks.plan import Chunk, Plan
from miners.config import MinerConfig
from miners.sources import Source
from miners.targets.fingerprint import PERMUTATIONS
from tests.tasks import make_task

REPOSITORIES = 200
PER_CHUNK = 2_000
FAMILY = 50
LANGUAGES = ("python", "java", "go", "typescript", "rust")
DIFFICULTIES = (*("T0",) * 5, *("T1",) * 8, "D", *("P",) * 3, *("R",) * 3)


def signatures(draw: np.random.Generator, n: int) -> np.ndarray:
    """In families that agree in three places of ten; one in eight is nearly the one before it."""
    found = draw.integers(0, 2**32, (n, PERMUTATIONS), dtype=np.uint32)
    families = draw.integers(0, 2**32, (n // FAMILY + 1, PERMUTATIONS), dtype=np.uint32)
    common = draw.random((n, PERMUTATIONS)) < 0.3
    found = np.where(common, families[np.arange(n) // FAMILY], found)
    for place in np.flatnonzero(draw.random(n) < 0.125):
        if place:
            found[place] = np.where(draw.random(PERMUTATIONS) < 0.85, found[place - 1], found[place])
    return found


def write_chunk(folder: Path, number: int, n: int, row: dict[str, object]) -> ChunkReport:
    """The files of one chunk of `n` tasks, and its report."""
    draw = np.random.default_rng(number)
    repository = f"r{number % REPOSITORIES}"
    name = f"{repository}-{number:06d}"
    tasks, keys, rejects, report_file = chunk_files(folder, name)
    place = 0
    with tasks.open("wb") as row_stream, keys.open("w") as key_stream:
        for index, signature in enumerate(signatures(draw, n)):
            task_id = draw.bytes(10).hex()
            difficulty = DIFFICULTIES[int(draw.integers(len(DIFFICULTIES)))]
            language = LANGUAGES[number % REPOSITORIES % len(LANGUAGES)]
            line = (canonical_json({**row, "task_id": task_id, "language": language}) + "\n").encode()
            row_stream.write(line)
            target = int(draw.integers(n)) if draw.random() < 0.35 else n + index
            key = {
                "task_id": task_id,
                "repository": repository,
                "commit": f"{number:020x}{index // 3:020x}",
                "author_time": 1_400_000_000 + number * 100_000 + index // 3 * 100,
                "path": f"src/file_{index % 97}.py",
                "line": index,
                "language": language,
                "difficulty": difficulty if index % 20 else "none",
                "tier": "hard" if index % 5 == 1 else "core",
                "licence": "MIT",
                "no_edit": index % 20 == 0,
                "target": f"{number:016x}{target:016x}",
                "signature": signature.tobytes().hex(),
                "place": place,
                "length": len(line),
            }
            key_stream.write(json.dumps(key) + "\n")
            place += len(line)
    rejects.touch()
    report = ChunkReport(name, repository, n // 2, n, {"commits": n // 2}, {}, 0)
    report_file.write_text(canonical_json(asdict(report)))
    return report


def measured(
    folder: str, reports: list[ChunkReport], results: multiprocessing.SimpleQueue[dict[str, float]]
) -> None:
    """Assemble in this process, and tell what it took."""
    started = time.monotonic()
    work = Path(folder) / "chunks"
    by_repository: dict[str, list[Chunk]] = {}
    for report in reports:
        by_repository.setdefault(report.repository, []).append(Chunk(report.name, report.repository, work, (), ()))
    plans = [
        Plan(Source(name, "", None), "0" * 40, tuple(chunks), (), 0, "MIT", False, False)
        for name, chunks in by_repository.items()
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    target = Path(folder) / "data"
    target.mkdir()
    built = assemble(
        target,
        work,
        plans=plans,
        cluster={name: name for name in by_repository},
        reports=reports,
        failures={},
        config=MinerConfig(),
        name="synthetic",
        build="",
    )
    results.put(
        {
            "tasks_written": built.manifest["n_tasks"],
            "seconds": round(time.monotonic() - started, 1),
            "peak_mib_before": round(before / 1024),
            "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--tasks", type=int, default=20_000, help="how many; 1,000,000 takes 5 GB of disk")
    parser.add_argument("--folder", type=Path, default=None, help="where to put the files")
    options = parser.parse_args()
    row = to_row(make_task())
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        chunks = Path(folder) / "chunks"
        chunks.mkdir()
        starts = range(0, options.tasks, PER_CHUNK)
        reports: list[ChunkReport] = []
        with Progress("Writing chunks", len(starts), "chunks") as progress:
            for number, start in enumerate(starts):
                reports.append(write_chunk(chunks, number, min(PER_CHUNK, options.tasks - start), row))
                progress.advance()
        context = multiprocessing.get_context("spawn")
        results: multiprocessing.SimpleQueue[dict[str, float]] = context.SimpleQueue()
        child = context.Process(target=measured, args=(folder, reports, results))
        child.start()
        found = results.get()
        child.join()
    print(f"{options.tasks:,} tasks: {found}")


if __name__ == "__main__":
    main()
