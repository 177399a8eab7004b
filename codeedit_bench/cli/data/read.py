"""`codeedit read`: a blind reading. The answer is written before the reference is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from codeedit_bench.cli.arguments import add_dataset, count, dataset_of
from codeedit_bench.cli.data.show import numbered
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.files import canonical_json, require_place
from codeedit_bench.lines import split_lines, unified_diff
from codeedit_bench.tasks.dataset import SPLITS, open_dataset
from codeedit_bench.tasks.records import TIERS
from codeedit_bench.terminal import console, diff_text
from evaluators.viewing.reading import chosen, is_right, open_journal, read_journal

if TYPE_CHECKING:
    from codeedit_bench.tasks.records import EditTask

END, SAME, STOP = "%end", "%same", "%stop"
_LABELS = ("yes", "no")
_ASK = (
    f"Write the new text of the region's lines, then a line {END}. "
    f"A line {SAME} alone says that nothing changes; {STOP} ends the reading.\n"
)


def show_question(task: EditTask, context: int) -> None:
    """The task as a model sees it: nothing that is known of the answer."""
    screen = console()
    screen.print(f"\n{task.path} ({task.language})", style="bold")
    for place, edit in enumerate(task.history, 1):
        screen.print(f"\nearlier edit {place} of {len(task.history)}", style="bold blue")
        screen.print(diff_text(edit.diff), end="")
    first, last = task.region.start_line + 1, task.region.end_line
    screen.print(f"\nregion, lines {first} to {last} (▶ is the cursor)", style="bold blue")
    screen.print(numbered(task, context), end="")


def answer_from(stream: TextIO, task: EditTask) -> str | None:
    """The region's new text as the reader writes it; None to stop."""
    lines: list[str] = []
    for line in stream:
        word = line.rstrip("\r\n")
        if word == STOP:
            return None
        if word == SAME and not lines:
            return task.region_text
        if word == END:
            return "".join(lines)
        lines.append(line)
    return None


def label_from(stream: TextIO) -> tuple[str, str] | None:
    """`yes` or `no` and why; None to stop."""
    for line in stream:
        word, _, cause = line.strip().partition(" ")
        if word == STOP:
            return None
        if word in _LABELS:
            return word, cause.strip()
        sys.stdout.write(f"Write {' or '.join(_LABELS)}, then why.\n")
    return None


def show_answers(task: EditTask) -> None:
    screen = console()
    for place, answer in enumerate((task.reference, *task.accepted)):
        screen.print("\nalso right" if place else "\nreference", style="bold blue")
        diff = unified_diff(task.region_text, answer, task.path, context=len(split_lines(answer)))
        screen.print(diff_text(diff) if diff else "no edit: the region is right as it stands\n", end="")


def read_tasks(
    tasks: Sequence[EditTask], journal: Path, stream: TextIO, *, context: int
) -> Iterator[Mapping[str, Any]]:
    """Ask for what is missing in `journal`, task by task; yield each row once it is on disk."""
    known = read_journal(journal)
    with open_journal(journal) as sink:

        def write(row: Mapping[str, Any]) -> Mapping[str, Any]:
            sink.write(canonical_json(row) + "\n")
            sink.flush()
            return row

        for place, task in enumerate(tasks, 1):
            row = known.get(task.task_id, {})
            if "label" in row:
                continue
            sys.stdout.write(f"\n{place} of {len(tasks)}\n")
            if "answer" not in row:
                show_question(task, context)
                sys.stdout.write(_ASK)
                answer = answer_from(stream, task)
                if answer is None:
                    return
                row = {"task_id": task.task_id, "answer": answer, "right": is_right(task, answer)}
                yield write(row)
            sys.stdout.write("The scorer takes the answer.\n" if row["right"] else "The scorer refuses it.\n")
            show_answers(task)
            sys.stdout.write("Could a strong model be expected to write this? yes or no, then why.\n")
            label = label_from(stream)
            if label is None:
                return
            yield write({"task_id": task.task_id, "label": label[0], "cause": label[1]})


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "read",
        "Read tasks blind: see the question alone, write the answer, then see the reference and judge it. What is "
        "written goes to a JSONL file at once; the same command goes on where it stopped.",
        ["codeedit read --dataset DATASET --out readings.jsonl --count 20"],
    )
    add_dataset(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the readings, one JSON text a line"
    )
    parser.add_argument("--split", choices=SPLITS, help="read tasks of this split alone")
    parser.add_argument("--tier", choices=TIERS, help="read tasks of this tier alone")
    parser.add_argument("--count", type=count(1), default=20, metavar="N", help="tasks to read")
    parser.add_argument("--seed", type=count(0), default=0, metavar="N", help="draws the tasks")
    parser.add_argument("--context", type=count(0), default=20, metavar="N", help="lines around the region")
    options = parser.read(arguments)
    dataset = open_dataset(dataset_of(options))
    require_place(options.out)
    pool = [task for task in dataset.tasks(options.split) if options.tier in (None, task.tier)]
    tasks = chosen(pool, options.count, options.seed)
    for _ in read_tasks(tasks, options.out, sys.stdin, context=options.context):
        pass
    found = [row for name, row in read_journal(options.out).items() if name in {task.task_id for task in tasks}]
    right, labelled = sum(row["right"] for row in found), sum("label" in row for row in found)
    sys.stdout.write(f"\n{len(found)} of {len(tasks)} answered, {right} right; {labelled} labelled\n")
    return 0
