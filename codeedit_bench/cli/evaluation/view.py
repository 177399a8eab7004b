"""`codeedit view`: what a model was asked, what it wrote, what was read from it, and what was right."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from codeedit_bench.api.evaluation import view
from codeedit_bench.cli.arguments import add_dataset_option, count
from codeedit_bench.cli.evaluation.groups import add_group_options, chosen_groups
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.files import require_place, write_text
from codeedit_bench.terminal import console, printable
from evaluators.viewing.examples import RIGHT, VERDICTS, Example
from evaluators.viewing.lines import side_by_side
from evaluators.viewing.page import counted, facts_of, heading, page

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def main(arguments: Sequence[str]) -> int:
    options = _read(arguments)
    if options.html is not None:
        require_place(options.html)
    found = view(
        options.run,
        options.dataset,
        tasks=options.task,
        groups=chosen_groups(options),
        verdicts=options.verdict,
        limit=options.limit,
    )
    if options.html is not None:
        write_text(options.html, page(found))
        sys.stdout.write(f"{options.html}: {counted(found)}\n")
        return 0
    screen = console()
    screen.print(str(found.run))
    for example in found.examples:
        print_example(screen, example, options.lines)
    screen.print(f"\n{counted(found)}")
    if found.missing_prompts:
        screen.print(printable(found.missing_prompts))
    return 0


def print_example(screen: Console, example: Example, lines: int) -> None:
    """Facts, the end of the prompt, the completion, and the answer beside the reference."""
    screen.print(f"\n{heading(example)}", style="bold", end=": ")
    screen.print(example.shown_verdict, style="bold green" if example.verdict == RIGHT else "bold red")
    for name, text in facts_of(example):
        screen.print(f"{name:>6}: {printable(text, keep='')}")
    for role, content in example.prompt.messages if example.prompt else ():
        screen.print(f"\nprompt, {printable(role, keep='')}", style="bold blue")
        screen.print(_end_of(content, lines))
    screen.print("\ncompletion", style="bold blue")
    screen.print(_end_of(example.prediction.completion, lines))
    screen.print()
    screen.print(_sides(example))


def _end_of(text: str, lines: int) -> str:
    """The last lines of a text, and how many stand before them; 0 lines means all."""
    shown = printable(text).split("\n")
    left = len(shown) - lines if lines else 0
    if left <= 0:
        return "\n".join(shown)
    return "\n".join([f"… {left:,} lines above; --lines 0 shows them", *shown[left:]])


def _sides(example: Example) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    answer = example.prediction.text
    made.add_column("answer" if answer is not None else "answer: none could be read", ratio=1, overflow="fold")
    made.add_column("reference", ratio=1, overflow="fold")
    for pair in side_by_side(answer or "", example.task.reference):
        left, right = ("", "") if pair.same else ("red", "green")
        made.add_row(Text(pair.left or "", left), Text(pair.right or "", right))
    return made


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = command_parser(
        "view",
        "Show samples of a run: the prompt, the completion, the answer beside the reference, and the verdict.",
        [
            "codeedit view RUN --dataset DATASET --verdict wrong",
            "codeedit view RUN --dataset DATASET --language python --html run.html",
        ],
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="folder that `codeedit evaluate` wrote")
    add_dataset_option(parser)
    add = parser.add_argument
    add("--task", action="append", default=[], metavar="ID", help="a task's id, or how it starts; several times")
    add_group_options(parser)
    add(
        "--verdict",
        action="append",
        default=[],
        choices=VERDICTS,
        help="samples with this verdict; may be given several times",
    )
    add("--limit", type=count(0), default=20, metavar="N", help="samples to show; 0 means all")
    add(
        "--lines", type=count(0), default=40, metavar="N", help="last lines of a prompt or completion; 0 means all"
    )
    add("--html", type=Path, metavar="FILE", help="write one HTML file instead")
    return parser.read(arguments)
