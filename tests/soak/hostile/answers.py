"""Answers that a model might give: right ones, hostile ones, and those in between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codeedit_bench.tasks.dataset import open_dataset
from tests.soak.hostile.evil import Canary, text, value


def answers(dataset: Path, draw: random.Random, canary: Canary) -> Iterator[dict[str, Any]]:
    """A row of a file of answers for each task; now and then a row that is none."""
    for task in open_dataset(dataset).tasks("train"):
        row: dict[str, Any] = {
            "task_id": task.task_id,
            "sample": 0,
            "completion": _completion(task.reference, draw, canary),
        }
        if draw.random() < 0.002:
            row[draw.choice(list(row))] = value(draw, canary)
        yield row


def _completion(reference: str, draw: random.Random, canary: Canary) -> str:
    lines = reference.splitlines(keepends=True)
    if lines:
        lines[draw.randrange(len(lines))] = text(draw, canary)
    return draw.choice(
        (
            reference,
            f"```\n{reference}```\n",
            f"```python\n{''.join(lines)}\n```",
            "".join(lines),
            text(draw, canary),
            f"```\n{text(draw, canary)}\n",
            f"<|{text(draw, canary)[:50]}|>{reference}" * 3,
            "(" * draw.choice((10, 20_000)) + reference,
            reference * draw.choice((1, 500)),
            f"1-99999999999999999999\n{reference}",
            f"@@ -{10**30},1 +1,{10**30} @@\n{reference}",
            "<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE\n" * 1000,
        )
    )
