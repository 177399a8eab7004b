"""A small data set and runs on it, written through the project's own records and storage."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from codeedit_bench.lines import unified_diff
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.tasks.dataset import open_dataset, write_dataset
from codeedit_bench.tasks.records import (
    SCHEMA_VERSION,
    Cursor,
    EditTask,
    Prediction,
    PriorEdit,
    Provenance,
    Region,
    RunManifest,
    Signals,
    task_digest,
)
from evaluators.runs.run import PREDICTIONS, SCORES, prediction_line, write_manifest

LANGUAGES = ("python", "go", "typescript", "rust")
KINDS = ("rename", "signature", "call_site", "literal")
FIRST_TIME = 1_640_995_200  # 2022-01-01
DAY = 86_400


def make_task(
    number: int, *, repository: str = "", path: str = "", reference: str = "", no_edit: bool = False
) -> EditTask:
    """Task `number`: a rename that the history began and the developer carries on."""
    language = LANGUAGES[number % len(LANGUAGES)]
    before = f"    total = price_{number} * count\n    log(price_{number})\n    return total\n"
    reference = reference or (before if no_edit else before.replace("price_", "cost_"))
    history_old, history_new = f"def f(price_{number}):\n", f"def f(cost_{number}):\n"
    path = path or f"src/module_{number}.py"
    history = tuple(
        PriorEdit(path, "in_commit", 0, 0, history_old, history_new, unified_diff(history_old, history_new, path))
        for _ in range(number % 4)
    )
    task = EditTask(
        task_id="",
        language=language,
        path=path,
        history=history,
        file_text=f"def f(cost_{number}):\n    count = 1\n" + before + "\n\nprint(f(1))\n",
        region=Region(2, 5),
        cursor=Cursor(0, 0),
        reference=reference,
        accepted=(),
        n_edits=3,
        edit_index=1,
        signals=Signals(
            link=0.8,
            known=1.0,
            replay=True,
            reversal=False,
            edit_kind="none" if no_edit else KINDS[number % len(KINDS)],
            difficulty="none" if no_edit else "T1",
            scope="f",
            lines_removed=2,
            lines_added=2,
            is_test=False,
            parse_errors_before=0,
            parse_errors_after=0,
        ),
        tags=("no_edit",) if no_edit else (),
        split="test",
        provenance=Provenance(
            repository=repository or f"https://github.com/example/project-{number % 7}",
            commit=f"{number:040x}",
            parent=f"{number + 1:040x}",
            old_blob="a" * 40,
            new_blob="b" * 40,
            author_time=FIRST_TIME + number * 10 * DAY,
            licence="MIT",
            licence_blob="c" * 40,
            miner_version="0.1.0",
            config_hash="d" * 8,
        ),
    )
    return dataclasses.replace(task, task_id=task_digest(task))


def make_dataset(path: Path, tasks: Sequence[EditTask] | None = None, *, name: str = "example") -> Path:
    tasks = tasks if tasks is not None else [make_task(n, no_edit=n % 11 == 10) for n in range(60)]
    write_dataset(path, tasks, name=name, extra={})
    return path


Answer = Callable[[EditTask, random.Random], Prediction]


def answers_with_skill(skill: float) -> Answer:
    """Right with probability `skill`; otherwise unchanged, wrong, or now and then unreadable."""

    def answer(task: EditTask, chance: random.Random) -> Prediction:
        if chance.random() < skill:
            text: str | None = task.reference
        else:
            text = chance.choice([task.region_text, task.region_text.replace("price", "amount"), None])
        return Prediction(
            task.task_id,
            0,
            text if text is not None else "I cannot do that.",
            text,
            "stop",
            900,
            40,
            0.2 + chance.random(),
        )

    return answer


def fixed_answer(text: str) -> Answer:
    return lambda task, _: Prediction(task.task_id, 0, text, text, "stop", 10, 10, 0.1)


def unchanged(task: EditTask, _: random.Random) -> Prediction:
    return Prediction(task.task_id, 0, task.region_text, task.region_text, "stop", 0, 0, 0.0)


def make_run(
    path: Path,
    dataset_path: Path,
    system: str,
    answer: Answer,
    *,
    n_samples: int = 1,
    limit: int = 0,
    **manifest: object,
) -> Path:
    """A run of `answer` on the data set, scored by equality of the text."""
    dataset = open_dataset(dataset_path)
    tasks = list(dataset.tasks("test"))[: limit or None]
    chance = random.Random(system)
    fields: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "system": system,
        "dataset_hash": dataset.content_hash,
        "dataset_name": dataset.name,
        "split": "test",
        "n_tasks": len(tasks),
        "backend": "scripted",
        "backend_options": {},
        "prompt_format": "region",
        "n_samples": n_samples,
        "temperature": 0.0,
        "max_tokens": 512,
        "seed": 0,
        "scorer_version": scorer_versions(task.language for task in tasks),
        "versions": {"codeedit-bench": "0.1.0"},
        "created": "2025-11-01",
    }
    run_manifest = RunManifest(**{**fields, **manifest})  # type: ignore[arg-type]
    write_manifest(path, run_manifest)
    rows = []
    with (path / PREDICTIONS).open("w", encoding="utf-8", newline="\n") as file:
        for task in tasks:
            for sample in range(n_samples):
                prediction = dataclasses.replace(answer(task, chance), sample=sample)
                file.write(prediction_line(prediction))
                right = float(prediction.text in (task.reference, *task.accepted))
                rows.append(
                    {
                        "task_id": task.task_id,
                        "sample": sample,
                        "outcome": "unparseable" if prediction.text is None else "scored",
                        "em_text": right,
                        "em_layout": right,
                        "em_code": right,
                        "em_style": right,
                        "edit_similarity": right if prediction.text is None else 0.5 + right / 2,
                    }
                )
    pq.write_table(pa.Table.from_pylist(rows), path / SCORES)
    return path


def make_world(folder: Path) -> tuple[Path, list[Path]]:
    """A data set of 60 tasks and five runs of different skill."""
    dataset = make_dataset(folder / "data")
    small = {"parameters": 1_500_000_000, "open_weights": True, "training_cutoff": "2022-06-30"}
    middle = {"parameters": 7_000_000_000, "open_weights": True, "backend": "vllm"}
    runs = [
        make_run(folder / "copy", dataset, "copy", unchanged, backend="copy"),
        make_run(folder / "small", dataset, "Small 1.5B", answers_with_skill(0.35), **small),
        make_run(
            folder / "middle",
            dataset,
            "Middle 7B",
            answers_with_skill(0.5),
            training_cutoff="2023-03-31",
            **middle,
        ),
        make_run(folder / "large", dataset, "Large (hosted)", answers_with_skill(0.72), backend="openai"),
        make_run(
            folder / "four", dataset, "Middle 7B, four samples", answers_with_skill(0.5), n_samples=4, **middle
        ),
    ]
    return dataset, runs
