"""A leaderboard of 200 systems and 50,000 tasks: generate it, build it, open it, and print what that took.

    python -m benchmarks.leaderboard_scale --folder /tmp/scale [--systems 200] [--tasks 50000]

Needs a Chromium for the last part. The answers are made up: about 40 different wrong answers to a task, each an
edit of one line. The runs are written as scoring writes them, without the predictions that a build does not read.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from codeedit_bench.lines import unified_diff
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.tasks.dataset import Dataset, open_dataset, write_rows
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
from codeedit_bench.tasks.storage import to_row
from evaluators.runs.answer_columns import ANSWERS, AnswerTable, Usage, tasks_digest, write_answer_table
from evaluators.runs.run import PREDICTIONS, SCORES, Run, write_manifest
from evaluators.runs.score_table import OUTCOMES
from leaderboard.build import build_site

LANGUAGES = ("python", "javascript", "typescript", "tsx", "java", "go", "c", "cpp", "csharp", "rust", "php")
KINDS = ("rename", "signature", "call_site", "import", "literal", "type", "added", "removed", "other")
WRONG_ANSWERS = 40
RIGHT, UNCHANGED, UNREADABLE = range(3)
WORDS = [f"{a}_{b}" for a in ("user", "order", "price", "index", "cache", "node") for b in range(60)]


def make_task(number: int) -> EditTask:
    chance = random.Random(number)
    lines = [
        f"    {chance.choice(WORDS)} = {chance.choice(WORDS)}.get({chance.choice(WORDS)})\n" for _ in range(60)
    ]
    old, new = lines[30], lines[30].replace("get", "fetch")
    path = f"src/{chance.choice(WORDS)}/module_{number}.py"
    edit = PriorEdit(path, "in_commit", 30, 30, old, new, unified_diff(old, new, path))
    task = EditTask(
        task_id="",
        language=LANGUAGES[number % len(LANGUAGES)],
        path=path,
        history=(edit,) * (1 + number % 8),
        file_text="".join(lines),
        region=Region(20, 29),
        cursor=Cursor(20, 0),
        reference="".join(lines[20:29]).replace("get", "fetch", 1),
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
    return dataclasses.replace(task, task_id=task_digest(task))


def write_tasks(dataset: Path, count: int) -> None:
    """Made twice, so that few are in memory: a data set has them in the order of their ids."""
    order = sorted(range(count), key=lambda number: make_task(number).task_id)
    write_rows(dataset, (to_row(make_task(number)) for number in order), name="scale", extra={})


class Answers:
    """What the systems may answer: the reference, the region as it was, or a wrong edit of its first line."""

    def __init__(self, dataset: Path) -> None:
        self.ids, before, after = [], [], []
        for task in open_dataset(dataset).tasks("test"):
            first = task.region_text.split("\n", 1)[0] + "\n"
            left, right = first.split("get", 1)
            self.ids.append(task.task_id)
            before.append(left.encode())
            after.append(right.encode())
        self.digest = tasks_digest(self.ids)
        self._before, self._after = pa.array(before), pa.array(after)
        verbs = [b"fetch", b"", b"", *(f"take_{number}".encode() for number in range(WRONG_ANSWERS))]
        self._verbs = pa.array(verbs)
        self._salt = np.arange(len(self.ids), dtype=np.uint64) * np.uint64(64)

    def table(self, skill: float, seed: int) -> tuple[AnswerTable, np.ndarray]:
        """The columns of one system, and where it is right: each task with probability `skill`."""
        chance = np.random.default_rng(seed)
        size = len(self.ids)
        right = chance.random(size) < skill
        drawn = chance.integers(-12, WRONG_ANSWERS, size)
        code = np.where(right, RIGHT, np.where(drawn < -2, UNCHANGED, np.where(drawn < 0, UNREADABLE, drawn + 3)))
        changed = pa.array(~np.isin(code, (UNCHANGED, UNREADABLE)))
        edited = pc.binary_join_element_wise(self._before, self._verbs.take(pa.array(code)), self._after, b"")
        other = pa.array([b"", b"I am sorry."]).take(pa.array((code == UNREADABLE).astype(np.int8)))
        table = AnswerTable(
            outcome=(code == UNREADABLE).astype(np.uint8),
            level=np.where(right, 3, 0).astype(np.uint8),
            digest=_mixed(self._salt + code.astype(np.uint64)),
            head=np.where(code == UNCHANGED, 9, 0).astype(np.uint32),
            tail=np.where(code > UNREADABLE, 8, np.where(right, 8, 0)).astype(np.uint32),
            text=pc.if_else(changed, edited, other),
            error=pa.array([b""]).take(pa.array(np.zeros(size, dtype=np.int8))),
        )
        return table, right


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Digests as a hash gives them: spread over all numbers (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        result: np.ndarray = mixed ^ (mixed >> np.uint64(31))
    return result


def make_run(path: Path, dataset: Dataset, number: int, skill: float, answers: Answers) -> None:
    """One run, as scoring leaves it: columns and scores. Its predictions, which no build reads, are empty."""
    chance = random.Random(number)
    n_tasks = len(answers.ids)
    manifest = RunManifest(
        schema_version=SCHEMA_VERSION,
        system=f"System {number:03} {chance.choice(['base', 'instruct', 'edit'])}",
        dataset_hash=dataset.content_hash,
        dataset_name=dataset.name,
        split="test",
        n_tasks=n_tasks,
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
    (path / PREDICTIONS).touch()
    table, right = answers.table(skill, number)
    exact = right.astype(np.float64)
    columns = {
        "task_id": answers.ids,
        "sample": np.zeros(n_tasks, dtype=np.int32),
        "outcome": pa.array(OUTCOMES).take(pa.array(table.outcome)),
        "em_text": exact,
        "em_layout": exact,
        "em_code": exact,
        "em_style": exact,
        "edit_similarity": 0.5 + exact / 2,
    }
    pq.write_table(pa.table(columns), path / SCORES, compression="zstd")
    usage = Usage(900.0, 90.0, 0.3 + chance.random(), 2.0)
    write_answer_table(path / ANSWERS, Run(path, manifest), answers.digest, table, usage)


def generate(folder: Path, n_systems: int, n_tasks: int) -> None:
    place = folder / "data"
    if not (place / "manifest.json").exists():
        write_tasks(place, n_tasks)
    dataset, answers = open_dataset(place), Answers(place)
    for number in range(n_systems):
        path = folder / "runs" / f"run-{number:04}"
        if not (path / ANSWERS).exists():
            make_run(path, dataset, number, 0.1 + 0.5 * number / n_systems, answers)


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
