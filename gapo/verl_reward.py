"""The reward that verl calls, on rows written by `codeedit export --to verl`: the scorer's own functions."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import from_row
from evaluators.prompts import FORMATS
from gapo.rewards import load_reward


def compute_score(
    data_source: str, solution_str: str, ground_truth: str, extra_info: dict[str, Any] | None = None, **_: Any
) -> dict[str, float]:
    """`score` is the row's reward; `acc` is exact match at `layout`, which verl averages in validation."""
    del data_source, ground_truth  # the task in `extra_info` says more
    if extra_info is None:
        raise ValueError("the row has no extra_info: write the data with `codeedit export --to verl`")
    task = _task(extra_info["task"])
    try:
        text = FORMATS.load(extra_info["prompt_format"]).parse(task, solution_str)
    except UnparseableCompletionError:
        return {"score": 0.0, "acc": 0.0, "parsed": 0.0}
    score = load_reward(extra_info["reward"])(task, text)
    return {"score": score, "acc": load_reward("em_layout")(task, text), "parsed": 1.0}


@lru_cache(maxsize=4096)
def _task(row: str) -> EditTask:
    return from_row(EditTask, json.loads(row))
