"""Edit tasks as the Parquet rows that other trainers read: verl's and TRL's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from codeedit_bench.errors import ConfigError, TrainingError
from codeedit_bench.files import atomic_path
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import to_row
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from gapo.config import Recipe
from gapo.examples import prompt_column
from gapo.payment import payment_of

SPLITS = {"train": "train", "validation": "val", "test": "test"}


def export_verl(dataset: Dataset, recipe: Recipe, out: Path) -> dict[str, int]:
    """Write `train.parquet`, `val.parquet` and `test.parquet`; return the rows of each.

    Prompts are rendered by the recipe's format, history cut to an estimate of its budget; verl drops what its own
    tokenizer still finds too long.
    """
    return _write(dataset, out, SPLITS, lambda tasks: verl_rows(tasks, recipe))


def export_trl(dataset: Dataset, recipe: Recipe, out: Path) -> dict[str, int]:
    """Write `train.parquet`, `validation.parquet` and `test.parquet`; return the rows of each.

    TRL's trainers read them by `load_dataset("parquet", …)`, with `gapo.trl_reward.reward` as the reward function.
    """
    names = {split: split for split in SPLITS}
    return _write(dataset, out, names, lambda tasks: trl_rows(tasks, recipe))


def _write(
    dataset: Dataset,
    out: Path,
    splits: Mapping[str, str],
    rows_of: Callable[[Iterator[EditTask]], Iterator[dict[str, Any]]],
) -> dict[str, int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    counts = {}
    for split, name in splits.items():
        rows = list(rows_of(dataset.tasks(split)))
        if split == "train" and not rows:
            raise TrainingError(f"{dataset.path} has no task in its train split, so there is nothing to export.")
        if rows:
            with atomic_path(out / f"{name}.parquet") as path:
                pq.write_table(pa.Table.from_pylist(rows), path)
            counts[name] = len(rows)
    return counts


def verl_rows(tasks: Iterator[EditTask], recipe: Recipe) -> Iterator[dict[str, Any]]:
    """One row a task. The task itself travels in `extra_info`, since the reward needs its region and file."""
    prompt_format = FORMATS.load(recipe.prompt_format)
    budget = Budget(recipe.prompt_tokens)
    for number, task in enumerate(tasks):
        prompt = prompt_format.render(task, budget)
        if not prompt.messages:
            raise ConfigError(
                f"verl asks in messages, and the prompt format {recipe.prompt_format!r} is plain text."
            )
        yield {
            "data_source": "codeedit-bench",
            "prompt": prompt_column(prompt),
            "ability": f"code-edit/{task.language}",
            "reward_model": {"style": "rule", "ground_truth": task.reference},
            "extra_info": {
                "index": number,
                "task_id": task.task_id,
                "prompt_format": recipe.prompt_format,
                "reward": payment_of(recipe).text(),
                "task": json.dumps(to_row(task), ensure_ascii=False, sort_keys=True),
            },
        }


def trl_rows(tasks: Iterator[EditTask], recipe: Recipe) -> Iterator[dict[str, Any]]:
    """One row a task: `prompt`, the ideal `completion` for SFT, and what the reward needs beside them."""
    prompt_format = FORMATS.load(recipe.prompt_format)
    budget = Budget(recipe.prompt_tokens)
    for task in tasks:
        prompt = prompt_format.render(task, budget)
        answer = prompt_format.answer(task, task.reference)
        yield {
            "prompt": prompt_column(prompt),
            "completion": [{"role": "assistant", "content": answer}] if prompt.messages else answer,
            "task_id": task.task_id,
            "prompt_format": recipe.prompt_format,
            "reward_name": payment_of(recipe).text(),
            "task": json.dumps(to_row(task), ensure_ascii=False, sort_keys=True),
        }
