"""An installable environment for `verifiers`, and a configuration with which prime-rl trains on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codeedit_bench import __version__
from codeedit_bench.errors import ConfigError
from codeedit_bench.files import write_text
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import to_row
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from gapo.config import Recipe
from gapo.examples.rows import prompt_column
from gapo.exports.rows import SPLITS, write_rows
from gapo.payment import payment_of

_MODULE = '''\
"""Edit tasks of the data set {name} (content hash {digest}) as an environment of verifiers."""

from pathlib import Path

from gapo.exports.verifiers_environment import environment


def load_environment(split="train"):
    return environment(Path(__file__).parent, split)
'''

_PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{distribution}"
version = "{version}"
description = "Code edit tasks of the data set {name}"
requires-python = ">=3.11"
dependencies = ["codeedit-bench>={ours}", "verifiers>=0.1.14,<0.2", "datasets"]

[tool.setuptools]
packages = ["{module}"]

[tool.setuptools.package-data]
{module} = ["*.parquet"]
"""

_PRIME = """\
# uv run rl @ rl.toml, where prime-rl and the environment `{distribution}` are installed:
#   codeedit export --to verifiers --data DATASET --out environment && uv pip install ./environment
# prime-rl has GRPO's advantage. GAPO's is not one of its settings: train GAPO by `codeedit train` or by verl.
max_steps = {steps}
seq_len = {length}

[model]
name = {model}

[orchestrator]
batch_size = {batch}
rollouts_per_example = {samples}

[orchestrator.sampling]
max_tokens = {completion}
temperature = {temperature}

[[orchestrator.env]]
id = "{distribution}"

[trainer.optim]
lr = {rate}

[inference]
"""


def export_verifiers(dataset: Dataset, recipe: Recipe, out: Path) -> dict[str, int]:
    """Write a package with `load_environment()`; return the rows of each split."""
    module = module_name(dataset.name)
    names = {split: split for split in SPLITS}
    counts = write_rows(dataset, out / module, names, lambda tasks: verifiers_rows(tasks, recipe))
    words = {
        "name": _plain(dataset.name),
        "digest": dataset.content_hash,
        "module": module,
        "distribution": module.replace("_", "-"),
        "version": "0.0.1",
        "ours": __version__.split(".dev")[0],
    }
    write_text(out / module / "__init__.py", _MODULE.format(**words))
    write_text(out / "pyproject.toml", _PROJECT.format(**words))
    return {f"{module}/{name}": count for name, count in counts.items()}


def export_prime(dataset: Dataset, recipe: Recipe, out: Path, model: str) -> None:
    """Write `rl.toml`: the recipe's batch, lengths and rate in prime-rl's words, on the exported environment."""
    text = _PRIME.format(
        distribution=module_name(dataset.name).replace("_", "-"),
        steps=recipe.steps or 100,
        length=recipe.prompt_tokens + recipe.completion_tokens,
        model=json.dumps(model),
        batch=recipe.prompts_per_step * recipe.samples,
        samples=recipe.samples,
        completion=recipe.completion_tokens,
        temperature=recipe.temperature,
        rate=recipe.learning_rate,
    )
    write_text(out / "rl.toml", text)


def verifiers_rows(tasks: Iterator[EditTask], recipe: Recipe) -> Iterator[dict[str, Any]]:
    """One row a task: `prompt` in messages, `answer`, and in `info` what the reward needs.

    `info` has no key `task`, which `verifiers` would take for a task of its own.
    """
    prompt_format = FORMATS.load(recipe.prompt_format)
    budget, paid = Budget(recipe.prompt_tokens), payment_of(recipe).text()
    for task in tasks:
        prompt = prompt_format.render(task, budget)
        if not prompt.messages:
            raise ConfigError(
                f"verifiers asks in messages, and the prompt format {recipe.prompt_format!r} is plain text. "
                "Use one of chat: --set prompt_format=chat."
            )
        yield {
            "prompt": prompt_column(prompt),
            "answer": task.reference,
            "info": {
                "task_id": task.task_id,
                "prompt_format": recipe.prompt_format,
                "reward": paid,
                "edit_task": json.dumps(to_row(task), ensure_ascii=False, sort_keys=True),
            },
        }


def module_name(name: str) -> str:
    """A data set's name as a name of Python's: `codeedit_` and its letters and digits in lower case."""
    return "codeedit_" + (re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "edits")


def _plain(name: str) -> str:
    """The name without what could end a string or a line in the files that we write."""
    return re.sub(r"[^\w .-]", "_", name)
