"""`codeedit show`: one task as a person wants to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from codeedit_bench.api.data import find_task
from codeedit_bench.cli.arguments import add_dataset, count, dataset_of
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.lines import split_lines, unified_diff
from codeedit_bench.tasks.dataset import SPLITS
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.terminal import console, diff_text, printable

if TYPE_CHECKING:
    from rich.text import Text


def numbered(task: EditTask, context: int) -> Text:
    """The region with line numbers, some lines around it, and the cursor."""
    from rich.text import Text

    lines = split_lines(task.file_text)
    start, end = task.region.start_line, task.region.end_line
    text = Text()
    for number in range(max(0, start - context), min(len(lines), end + context)):
        inside = start <= number < end
        cursor = number == task.cursor.line
        mark = "▶" if cursor else "│" if inside else " "
        text.append(f"{number + 1:>5} {mark} ", "yellow" if cursor else "dim")
        text.append(printable(lines[number].removesuffix("\n"), keep="\t") + "\n", "" if inside else "dim")
    return text


def print_task(task: EditTask, *, context: int) -> None:
    """Provenance, history, region and the expected change."""
    screen = console()
    signals, origin = task.signals, task.provenance
    screen.print(f"task {task.task_id}", style="bold")
    facts = {
        "file": f"{task.path} ({task.language})",
        "from": f"{origin.repository} at {origin.commit[:12]}, {origin.licence or 'no licence found'}",
        "edit": (
            f"none, after the {task.n_edits} of its commit"
            if task.asks_for_no_edit
            else f"{task.edit_index + 1} of {task.n_edits} in its commit, {signals.edit_kind}, "
            f"difficulty {signals.difficulty}"
        )
        + (f", in {signals.scope}" if signals.scope else ""),
        "link": f"{signals.link:.2f} of the changed words, known {signals.known:.2f} of the new ones",
        "split": task.split + (f", tags {', '.join(task.tags)}" if task.tags else ""),
    }
    for name, fact in facts.items():
        screen.print(f"{name:>6}: {printable(fact, keep='')}")
    for number, edit in enumerate(task.history, 1):
        where = "the same commit" if edit.origin == "in_commit" else "an earlier commit"
        screen.print(f"\nhistory {number} of {len(task.history)}, {where}", style="bold blue")
        screen.print(diff_text(edit.diff), end="")
    screen.print(
        f"\nregion, lines {task.region.start_line + 1} to {task.region.end_line} (▶ is the cursor)",
        style="bold blue",
    )
    screen.print(numbered(task, context), end="")
    screen.print("\nexpected", style="bold blue")
    diff = unified_diff(task.region_text, task.reference, task.path, context=2)
    if diff:
        screen.print(diff_text(diff), end="")
    else:
        screen.print("no edit: the region is right as it stands")
    for answer in task.accepted:
        screen.print("\nalso right", style="bold blue")
        screen.print(diff_text(unified_diff(task.region_text, answer, task.path, context=2)), end="")


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "show",
        "Print one task: where it comes from, its history, its region, the expected diff.",
        ["codeedit show --dataset DATASET --index 0", "codeedit show --dataset DATASET --task 3f0a"],
    )
    add_dataset(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--task", default="", metavar="ID", help="the task's id, or how it starts")
    which.add_argument("--index", type=count(0), default=0, metavar="N", help="the task's place, from 0")
    parser.add_argument("--split", choices=SPLITS, default="", help="look in this split alone")
    parser.add_argument("--context", type=count(0), default=3, metavar="N", help="lines around the region")
    options = parser.read(arguments)
    task = find_task(dataset_of(options), options.task or options.index, split=options.split)
    print_task(task, context=options.context)
    return 0
