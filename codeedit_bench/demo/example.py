"""One held-out task with an answer that is right and one that is wrong, out of runs that were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codeedit_bench.api.evaluation import view
from codeedit_bench.errors import RunError
from codeedit_bench.lines import unified_diff
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.terminal import console, diff_text
from evaluators.viewing.examples import RIGHT, WRONG, Example

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class Told:
    """A task, and what two systems answered."""

    task: EditTask
    right: str
    """The system whose answer is right."""
    right_text: str
    wrong: str
    wrong_text: str


def find(runs: Mapping[str, Path], data: Path) -> Told:
    """The shortest task that one system solves and another does not; one that wrote something, where there is one.

    `runs` are greedy, by the system's name. `RunError` where no task parts the systems.
    """
    dataset = open_dataset(data)
    answers: dict[str, dict[str, Example]] = {}
    for system, run in runs.items():
        for example in view(run, dataset).examples:
            answers.setdefault(example.task.task_id, {})[system] = example
    found = [told for by_system in answers.values() if (told := _parted(by_system)) is not None]
    if not found:
        raise RunError("No task of the demo is solved by one system and missed by another.")
    return min(
        found,
        key=lambda told: (told.wrong_text == told.task.region_text, _length(told.task), told.task.task_id),
    )


def _parted(by_system: Mapping[str, Example]) -> Told | None:
    right = [(name, one) for name, one in by_system.items() if one.verdict == RIGHT]
    wrong = [(name, one) for name, one in by_system.items() if one.verdict == WRONG]
    if not right or not wrong or right[0][1].task.asks_for_no_edit:
        return None
    task = right[0][1].task
    name, miss = next(((name, one) for name, one in wrong if one.prediction.text != task.region_text), wrong[0])
    return Told(task, right[-1][0], right[-1][1].prediction.text or "", name, miss.prediction.text or "")


def _length(task: EditTask) -> int:
    return sum(edit.diff.count("\n") for edit in task.history) + task.region_text.count("\n")


def print_answers(told: Told) -> None:
    """What each of the two systems made of the task, in a sentence or a diff."""
    screen = console()
    if told.right_text == told.task.reference:
        screen.print(f"\n{told.right} answered exactly that: right.", style="bold green")
    else:
        screen.print(
            f"\n{told.right} answered this, which the scorer takes as the same: right.", style="bold green"
        )
        screen.print(_change(told.task, told.right_text), end="")
    if told.wrong_text == told.task.region_text:
        screen.print(f"\n{told.wrong} left the region as it is: wrong.", style="bold red")
    else:
        screen.print(f"\n{told.wrong} answered this: wrong.", style="bold red")
        screen.print(_change(told.task, told.wrong_text), end="")


def _change(task: EditTask, answer: str) -> Text:
    return diff_text(unified_diff(task.region_text, answer, task.path, context=1))
