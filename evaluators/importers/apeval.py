"""CursorCore's APEval (TechxGenus/CursorCore): Python functions, each with the versions it went through.

APEval's own question is what comes after `current`. Tests judge that, there is no reference, and nothing foreign
is run here. So the recorded steps are the tasks: from the second on, each is the answer to those before it. What
belongs to the unanswered step is left out: `user`, the instruction, and `area`, the cursor or selection.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError
from codeedit_bench.tasks.records import PriorEdit
from evaluators.importers.building import edit_between
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import files_of, rows_of


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, "apeval.json"):
        for name, row in rows_of(file, ("task_id",)):
            yield from _steps(name, row)


def _steps(name: str, row: dict[str, Any]) -> Iterator[Example | Skipped]:
    place = row["task_id"].replace("/", "_")
    states = [_code(name, state) for state in [*(row.get("history") or ()), row.get("current")]]
    if len(states) < 3:
        yield Skipped(name, "fewer than two recorded steps")
    history: tuple[PriorEdit, ...] = ()
    for number, (before, after) in enumerate(pairwise(states)):
        if history:
            yield Example(
                name=f"{name}, step {number + 1}",
                path=f"{place}.py",
                before=before,
                after=(after,),
                history=history,
                language="python",
                repository=f"apeval/{place}",
            )
        history += edit_between(before, after, f"{place}.py")


def _code(name: str, state: Any) -> str:
    if not isinstance(state, dict) or not isinstance(state.get("code"), str):
        raise DatasetError(f"{name} has a version without a text 'code'; this is not a file of this set.")
    code: str = state["code"]
    return code if code.endswith("\n") else code + "\n"


IMPORTER = Importer(
    "apeval",
    "APEval: the recorded steps of people who write a function (arXiv 2410.07002)",
    "https://github.com/TechxGenus/CursorCore",
    "Apache-2.0",
    "benchmark/apeval.json, or the folder that it is in",
    read,
    version=1,
)
