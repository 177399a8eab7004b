"""The reward that verl calls, on rows written by `codeedit export --to verl`: the scorer's own functions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import from_row
from evaluators.prompts import FORMATS
from gapo.payment import read_payment
from gapo.rewards import load_reward


def compute_score(
    data_source: str, solution_str: str, ground_truth: str, extra_info: dict[str, Any] | None = None, **_: Any
) -> dict[str, float]:
    """`score` is the row's reward; `acc` is exact match at `layout`, which verl averages in validation."""
    del data_source, ground_truth  # the task in `extra_info` says more
    if extra_info is None:
        raise ValueError("the row has no extra_info: write the data with `codeedit export --to verl`")
    return score_row(solution_str, extra_info["task"], extra_info["prompt_format"], extra_info["reward"])


def score_row(answer: str, row: str, prompt_format: str, reward: str) -> dict[str, float]:
    """`score`, `acc` and `parsed` of an answer.

    `row` is the task as exported JSON. `reward` is a reward's name, or what `gapo.payment.Payment.text` writes.
    """
    task = _task(row)
    try:
        text = FORMATS.load(prompt_format).parse(task, answer)
    except UnparseableCompletionError:
        return {"score": 0.0, "acc": 0.0, "parsed": 0.0}
    score = read_payment(reward)(task, text)
    return {"score": score, "acc": load_reward("em_layout")(task, text), "parsed": 1.0}


@lru_cache(maxsize=4096)
def _task(row: str) -> EditTask:
    return from_row(EditTask, parse_json(row))
