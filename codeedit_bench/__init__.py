"""History-aware code-edit tasks: mine them, run systems on them, score, compare, train, publish.

    import codeedit_bench as ceb

    dataset = ceb.load("data")
    print(ceb.evaluate(dataset, lambda task: task.region_text, out="runs/unchanged"))

All names of `__all__` are imported on first use, so that `import codeedit_bench` costs nothing.
`docs/reference.md` shows each of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codeedit_bench.api.board import add_submission as add_submission
    from codeedit_bench.api.board import build_leaderboard as build_leaderboard
    from codeedit_bench.api.board import check_submission as check_submission
    from codeedit_bench.api.board import submit as submit
    from codeedit_bench.api.data import count_rejects as count_rejects
    from codeedit_bench.api.data import count_tasks as count_tasks
    from codeedit_bench.api.data import find_task as find_task
    from codeedit_bench.api.data import forecast as forecast
    from codeedit_bench.api.data import import_set as import_set
    from codeedit_bench.api.data import index as index
    from codeedit_bench.api.data import load as load
    from codeedit_bench.api.data import mine as mine
    from codeedit_bench.api.data import pick as pick
    from codeedit_bench.api.data import pin as pin
    from codeedit_bench.api.data import publish as publish
    from codeedit_bench.api.data import rebuild as rebuild
    from codeedit_bench.api.data import validate as validate
    from codeedit_bench.api.evaluation import compare as compare
    from codeedit_bench.api.evaluation import evaluate as evaluate
    from codeedit_bench.api.evaluation import format_tax as format_tax
    from codeedit_bench.api.evaluation import load_run as load_run
    from codeedit_bench.api.evaluation import merge as merge
    from codeedit_bench.api.evaluation import rank as rank
    from codeedit_bench.api.evaluation import score as score
    from codeedit_bench.api.evaluation import verify as verify
    from codeedit_bench.api.evaluation import view as view
    from codeedit_bench.api.exporting import export_for_harness as export_for_harness
    from codeedit_bench.api.exporting import export_for_training as export_for_training
    from codeedit_bench.api.training import advantages as advantages
    from codeedit_bench.api.training import compare_recipes as compare_recipes
    from codeedit_bench.api.training import reward as reward
    from codeedit_bench.api.training import train as train
    from codeedit_bench.api.training import training_report as training_report
    from codeedit_bench.errors import CodeEditError as CodeEditError
    from codeedit_bench.normalize import exact_match as exact_match
    from codeedit_bench.normalize.explain import explain as explain
    from codeedit_bench.tasks.dataset import Dataset as Dataset
    from codeedit_bench.tasks.records import EditTask as EditTask
    from evaluators.rescoring import Verification as Verification
    from evaluators.runs.run import Run as Run

__version__ = "0.2.0"

_PLACES = {
    "CodeEditError": "codeedit_bench.errors",
    "Dataset": "codeedit_bench.tasks.dataset",
    "EditTask": "codeedit_bench.tasks.records",
    "Run": "evaluators.runs.run",
    "Verification": "evaluators.rescoring",
    "add_submission": "codeedit_bench.api.board",
    "advantages": "codeedit_bench.api.training",
    "build_leaderboard": "codeedit_bench.api.board",
    "check_submission": "codeedit_bench.api.board",
    "compare": "codeedit_bench.api.evaluation",
    "compare_recipes": "codeedit_bench.api.training",
    "count_rejects": "codeedit_bench.api.data",
    "count_tasks": "codeedit_bench.api.data",
    "evaluate": "codeedit_bench.api.evaluation",
    "exact_match": "codeedit_bench.normalize",
    "explain": "codeedit_bench.normalize.explain",
    "export_for_harness": "codeedit_bench.api.exporting",
    "export_for_training": "codeedit_bench.api.exporting",
    "find_task": "codeedit_bench.api.data",
    "forecast": "codeedit_bench.api.data",
    "format_tax": "codeedit_bench.api.evaluation",
    "import_set": "codeedit_bench.api.data",
    "index": "codeedit_bench.api.data",
    "load": "codeedit_bench.api.data",
    "load_run": "codeedit_bench.api.evaluation",
    "merge": "codeedit_bench.api.evaluation",
    "mine": "codeedit_bench.api.data",
    "pick": "codeedit_bench.api.data",
    "pin": "codeedit_bench.api.data",
    "publish": "codeedit_bench.api.data",
    "rank": "codeedit_bench.api.evaluation",
    "rebuild": "codeedit_bench.api.data",
    "reward": "codeedit_bench.api.training",
    "score": "codeedit_bench.api.evaluation",
    "submit": "codeedit_bench.api.board",
    "train": "codeedit_bench.api.training",
    "training_report": "codeedit_bench.api.training",
    "validate": "codeedit_bench.api.data",
    "verify": "codeedit_bench.api.evaluation",
    "view": "codeedit_bench.api.evaluation",
}
"""Each public name and its module. `TYPE_CHECKING` above says the same to type checkers: a test compares them."""

__all__ = [
    "CodeEditError",
    "Dataset",
    "EditTask",
    "Run",
    "Verification",
    "add_submission",
    "advantages",
    "build_leaderboard",
    "check_submission",
    "compare",
    "compare_recipes",
    "count_rejects",
    "count_tasks",
    "evaluate",
    "exact_match",
    "explain",
    "export_for_harness",
    "export_for_training",
    "find_task",
    "forecast",
    "format_tax",
    "import_set",
    "index",
    "load",
    "load_run",
    "merge",
    "mine",
    "pick",
    "pin",
    "publish",
    "rank",
    "rebuild",
    "reward",
    "score",
    "submit",
    "train",
    "training_report",
    "validate",
    "verify",
    "view",
]


def __getattr__(name: str) -> Any:
    """The public name `name`, imported now (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module 'codeedit_bench' has no attribute {name!r}")
    value = getattr(importlib.import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
