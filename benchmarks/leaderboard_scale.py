"""A leaderboard of 200 systems and 50,000 tasks: generate it, build it, open it, and print what that took.

    python -m benchmarks.leaderboard_scale --folder /tmp/scale [--systems 200] [--tasks 50000]

Needs about 8 GB of disk and a Chromium for the last part. The answers are made up; their sizes and variety are
those of region-sized edits: about 40 different wrong answers to a task, as long as the region.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from codeedit_bench.lines import unified_diff
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.tasks.dataset import open_dataset, write_dataset
from codeedit_bench.tasks.records import (
    SCHEMA_VERSION,
    Cursor,
    EditTask,
    PriorEdit,
    Provenance,
    Region,
    RunManifest,
    Signals,
    task_digest,
)
from evaluators.runs.run import PREDICTIONS, SCORES, write_manifest
from leaderboard.build import build_site

LANGUAGES = ("python", "javascript", "typescript", "tsx", "java", "go", "c", "cpp", "csharp", "rust", "php")
KINDS = ("rename", "signature", "call_site", "import", "literal", "type", "added", "removed", "other")
WRONG_ANSWERS = 40


def make_tasks(count: int) -> list[EditTask]:
    chance = random.Random(0)
    words = [f"{a}_{b}" for a in ("user", "order", "price", "index", "cache", "node") for b in range(60)]
    tasks = []
    for number in range(count):
        lines = [
            f"    {chance.choice(words)} = {chance.choice(words)}.get({chance.choice(words)})\n" for _ in range(60)
        ]
        old, new = lines[30], lines[30].replace("get", "fetch")
        after = "".join(lines[20:29]).replace("get", "fetch", 2)
        path = f"src/{chance.choice(words)}/module_{number}.py"
        edit = PriorEdit(path, "in_commit", 30, 30, old, new, unified_diff(old, new, path))
        task = EditTask(
            task_id="",
            language=LANGUAGES[number % len(LANGUAGES)],
            path=path,
            history=(edit,) * (1 + number % 8),
            file_text="".join(lines),
            region=Region(20, 29),
            cursor=Cursor(20, 0),
            reference=after,
            accepted=(),
            n_edits=9,
            edit_index=number % 8,
            signals=Signals(0.8, 1.0, True, False, KINDS[number % 9], "T1", "f", 2, 2, False, 0, 0),
            tags=(),
            split="test",
            provenance=Provenance(
                repository=f"https://github.com/example/project-{chance.randrange(400)}",
                commit=f"{number:040x}",
                parent=f"{number:040x}",
                old_blob="a" * 40,
                new_blob="b" * 40,
                author_time=1_640_995_200 + chance.randrange(1400) * 86_400,
                licence="MIT",
                licence_blob="",
                miner_version="0",
                config_hash="0",
            ),
        )
        tasks.append(EditTask(**{**_fields(task), "task_id": task_digest(task)}))
    return tasks


def _fields(task: EditTask) -> dict[str, object]:
    return {name: getattr(task, name) for name in EditTask.__slots__}


def make_run(path: Path, dataset: Path, number: int, skill: float, tasks: list[tuple[str, str, str]]) -> None:
    """One run that is right with probability `skill`; `tasks` holds (id, region, reference)."""
    opened = open_dataset(dataset)
    chance = random.Random(number)
    manifest = RunManifest(
        schema_version=SCHEMA_VERSION,
        system=f"System {number:03} {chance.choice(['base', 'instruct', 'edit'])}",
        dataset_hash=opened.content_hash,
        dataset_name=opened.name,
        split="test",
        n_tasks=len(tasks),
        backend=chance.choice(["vllm", "openai", "transformers"]),
        backend_options={},
        prompt_format="chat",
        n_samples=1,
        temperature=0.0,
        max_tokens=512,
        seed=0,
        scorer_version=scorer_versions(LANGUAGES),
        versions={"codeedit-bench": "0.1.0"},
        created="2025-11-01",
        parameters=chance.choice([0, 5 * 10**8, 3 * 10**9, 7 * 10**9]),
        training_cutoff=chance.choice(["", "2023-06-30", "2024-06-30"]),
        open_weights=chance.random() < 0.5,
    )
    write_manifest(path, manifest)
    right = np.zeros(len(tasks))
    parsed = np.ones(len(tasks), dtype=bool)
    with (path / PREDICTIONS).open("w", encoding="ascii") as file:
        for place, (task_id, region, reference) in enumerate(tasks):
            draw = chance.random()
            text: str | None = reference
            if draw >= skill:
                variant = chance.randrange(-12, WRONG_ANSWERS)
                text = (
                    region
                    if variant < -2
                    else None
                    if variant < 0
                    else region.replace("get", f"take_{variant}", 3)
                )
            right[place] = text == reference
            parsed[place] = text is not None
            completion = json.dumps(text if text is not None else "I am sorry.")
            file.write(
                f'{{"completion":{completion},"completion_tokens":90,"error":"","finish_reason":"stop",'
                f'"prompt_tokens":900,"sample":0,"seconds":{draw:.3f},"task_id":"{task_id}",'
                f'"text":{"null" if text is None else completion}}}\n'
            )
    columns = {
        "task_id": [task[0] for task in tasks],
        "sample": np.zeros(len(tasks), dtype=np.int64),
        "outcome": np.where(parsed, "scored", "unparseable"),
        "em_text": right,
        "em_layout": right,
        "em_code": right,
        "em_style": right,
        "edit_similarity": 0.5 + right / 2,
    }
    pq.write_table(pa.table(columns), path / SCORES)


def generate(folder: Path, n_systems: int, n_tasks: int) -> None:
    dataset = folder / "data"
    if not (dataset / "manifest.json").exists():
        write_dataset(dataset, make_tasks(n_tasks), name="scale", extra={})
    tasks = [(task.task_id, task.region_text, task.reference) for task in open_dataset(dataset).tasks("test")]
    for number in range(n_systems):
        path = folder / "runs" / f"run-{number:03}"
        if not (path / SCORES).exists():
            make_run(path, dataset, number, 0.1 + 0.5 * number / n_systems, tasks)


def measure_build(folder: Path) -> None:
    runs = sorted((folder / "runs").iterdir())
    started = time.perf_counter()
    cpu = time.process_time()
    site = build_site(runs, folder / "data", folder / "site", replace=True)
    sizes = [path.stat().st_size for path in site.path.rglob("*") if path.is_file()]
    print(f"build: {time.perf_counter() - started:.0f} s wall, {time.process_time() - cpu:.0f} s CPU")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    print(f"site: {len(sizes):,} files, {sum(sizes) / 1e9:.2f} GB, largest {max(sizes) / 1e6:.2f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--systems", type=int, default=200)
    parser.add_argument("--tasks", type=int, default=50_000)
    parser.add_argument("--only", choices=("generate", "build", "open"), default="")
    options = parser.parse_args()
    if options.only in ("", "generate"):
        generate(options.folder, options.systems, options.tasks)
    if options.only in ("", "build"):
        measure_build(options.folder)
    if options.only in ("", "open"):
        from benchmarks.leaderboard_open import measure_open

        measure_open(options.folder / "site")
    return 0


if __name__ == "__main__":
    sys.exit(main())
