"""A small data set of two repositories, and calls of the command line."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import EditTask
from tests.tasks import make_dataset, make_task


@pytest.fixture
def tasks() -> list[EditTask]:
    """Twelve tasks of three repositories, by id."""
    base = make_task()
    made = [
        make_task(
            path=f"billing/part{number}.py",
            provenance=dataclasses.replace(base.provenance, repository=f"repository{number % 3}"),
        )
        for number in range(12)
    ]
    return sorted(made, key=lambda task: task.task_id)


@pytest.fixture
def dataset(tmp_path: Path, tasks: list[EditTask]) -> Path:
    return make_dataset(tmp_path / "data", tasks)


@pytest.fixture
def answer_with(dataset: Path, tmp_path: Path) -> Callable[..., Path]:
    """Evaluate `scripted` answers by task id as the run `name`; return its folder."""

    def evaluate(name: str, answers: Mapping[str, str], *more: str) -> Path:
        file = tmp_path / f"{name}.jsonl"
        file.write_text("".join(json.dumps({"task_id": k, "completion": v}) + "\n" for k, v in answers.items()))
        call = ["--backend", "scripted", "--option", f"path={file}", "--system", name, "--workers", "1", *more]
        assert main(["evaluate", str(dataset), "--out", str(tmp_path / name), *call]) == 0
        return tmp_path / name

    return evaluate


def load_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
