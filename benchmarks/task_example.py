"""The example of docs/tasks.md, from a generated repository to the verdicts: `python -m benchmarks.task_example`.

It writes one of the demo's repositories, mines it, and takes the task that is shortest to read. `--write` puts the
example into the page; a test holds that the page has it as it comes out.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from codeedit_bench.demo.generator.repositories import build_demo_repositories
from codeedit_bench.lines import split_lines, unified_diff
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics import METRICS
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import parse_sources

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tasks.md"
BEGIN, END = "<!-- example begins -->\n", "<!-- example ends -->\n"


def example_task(folder: Path) -> EditTask:
    """The task with the least to read, of the demo's Python repository, that is more than a substitution."""
    paths = build_demo_repositories(folder / "repositories", languages=["python"])
    build(parse_sources([str(path) for path in paths.values()]), folder / "data", MinerConfig())
    tasks = [task for task in open_dataset(folder / "data") if task.signals.difficulty in ("P", "R")]
    return min(tasks, key=lambda task: (_length(task), task.task_id))


def _length(task: EditTask) -> int:
    return len(task.region_text) + sum(len(edit.diff) for edit in task.history)


def answers(task: EditTask) -> dict[str, str]:
    """Answers that one might give, by what they are."""
    return {
        "the developer's": task.reference,
        "the same, each line with a space before its end": _spaced(task.reference),
        "the region as it was": task.region_text,
        "the developer's without its last line": "".join(split_lines(task.reference)[:-1]),
    }


def _spaced(text: str) -> str:
    return "".join(line.rstrip("\n") + " \n" for line in split_lines(text))


def example(task: EditTask) -> str:
    """The task as Markdown: history, question, answer, verdicts."""
    history = "\n".join(edit.diff.rstrip("\n") for edit in task.history)
    region = "".join(
        f"{number:4}  {line}"
        for number, line in enumerate(split_lines(task.region_text), task.region.start_line + 1)
    )
    change = unified_diff(task.region_text, task.reference, task.path, context=1).rstrip("\n")
    right = METRICS.load("em_layout")
    verdicts = "\n".join(
        f"| {name} | {'right' if right(task, answer) == 1 else 'wrong'} |"
        for name, answer in answers(task).items()
    )
    return (
        f"The task is `{task.task_id}`, edit {task.edit_index + 1} of {task.n_edits} of its commit, of tier "
        f"`{task.tier}` and difficulty `{task.signals.difficulty}`.\n\n"
        f"These edits were made before it:\n\n"
        f"```diff\n{history}\n```\n\n"
        f"This is the region of `{task.path}` that is asked for. The cursor is in line {task.cursor.line + 1}:\n\n"
        f"```python\n{region}```\n\n"
        f"Take a moment, and write down what you would change. The developer wrote this:\n\n"
        f"```diff\n{change}\n```\n\n"
        f"| answer | verdict |\n|---|---|\n{verdicts}\n"
    )


def with_example(page: str, text: str) -> str:
    """`page` with `text` in the place of its example."""
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true", help="put the example into docs/tasks.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = example(example_task(Path(folder)))
    if options.write:
        PAGE.write_text(with_example(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
