"""What each reward pays for answers of several kinds, on mined tasks: the table of docs/train.md.

python -m benchmarks.reward_table [--data DATASET] [--run RUN]

Without `--data` it mines the demo's repositories of seed 1 first, in a minute. `--run` names a run on that data:
then it tells how a model's own wrong answers are paid beside a copy.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from os.path import commonprefix
from pathlib import Path

from codeedit_bench.cli import main as codeedit
from codeedit_bench.demo.story import MINING
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.runs.run import Run, open_run
from gapo.rewards import REWARDS, load_reward


def near_miss(task: EditTask) -> str:
    """The reference with the middle letter of what it brings exchanged; the copy where it only takes away."""
    before, after = task.region_text, task.reference
    start = len(commonprefix([before, after]))  # noqa: RUF071 - of characters, not paths
    end = len(commonprefix([before[start:][::-1], after[start:][::-1]]))  # noqa: RUF071
    places = [place for place in range(start, len(after) - end) if after[place].isalnum()]
    if not places:
        return before
    middle = places[len(places) // 2]
    return after[:middle] + ("q" if after[middle] != "q" else "z") + after[middle + 1 :]


def line_dropped(task: EditTask) -> str:
    """The region without its longest line: another program that has nothing of the answer."""
    lines = task.region_text.splitlines(keepends=True)
    longest = max(range(len(lines)), key=lambda place: len(lines[place]), default=0)
    return "".join(line for place, line in enumerate(lines) if place != longest)


def unindented(task: EditTask) -> str:
    """The reference with its lines at the margin: in Python another program, or none."""
    return "".join(line.lstrip(" \t") for line in task.reference.splitlines(keepends=True))


def spaced(task: EditTask) -> str:
    """The reference with blanks at the ends of its lines: right, and not byte for byte."""
    return task.reference.replace("\n", "  \n")


KINDS: dict[str, Callable[[EditTask], str]] = {
    "the region unchanged": lambda task: task.region_text,
    "nothing at all": lambda _: "",
    "a wrong program: a line dropped": line_dropped,
    "a near miss: one letter wrong": near_miss,
    "the answer with blanks at line ends": spaced,
    "the answer": lambda task: task.reference,
}
PYTHON = {"the region unchanged": KINDS["the region unchanged"], "the answer without indentation": unindented}
SHOWN = (
    *("match_and_progress", "progress", "em_layout", "edem_layout", "delta_chrf"),
    *("em", "ed", "edem", "bleu"),
)


def mean(tasks: Sequence[EditTask], reward: str, answer: Callable[[EditTask], str]) -> float:
    values = [load_reward(reward)(task, answer(task)) for task in tasks]
    return sum(values) / len(values)


def mined(folder: Path) -> Path:
    """The demo's data set of seed 1, by the product's own commands."""
    with contextlib.redirect_stdout(io.StringIO()):
        codeedit(["demo-repositories", "--out", str(folder / "repositories"), "--seed", "1"])
        sources = sorted(str(path) for path in (folder / "repositories").iterdir() if path.is_dir())
        settings = [word for setting in MINING for word in ("--set", setting)]
        codeedit(["mine", *sources, "--out", str(folder / "data"), *settings])
    return folder / "data"


def show(tasks: Sequence[EditTask], title: str, kinds: Mapping[str, Callable[[EditTask], str]]) -> None:
    print(f"{title}, {len(tasks):,} tasks:\n")
    print("| answer | " + " | ".join(f"`{name}`" for name in SHOWN) + " |")
    print("|---|" + "---|" * len(SHOWN))
    for kind, answer in kinds.items():
        print(f"| {kind} | " + " | ".join(f"{mean(tasks, name, answer):.2f}" for name in SHOWN) + " |")
    print()


def beaten(tasks: Sequence[EditTask]) -> None:
    """How often a reward prefers doing nothing to nearly the right thing: what a policy learns first."""
    changed = [task for task in tasks if near_miss(task) != task.region_text]
    print("Share of tasks where a copy earns at least as much as a near miss:\n")
    for name in SHOWN:
        reward = load_reward(name)
        won = sum(reward(task, task.region_text) >= reward(task, near_miss(task)) for task in changed)
        print(f"  {name:20} {won / len(changed):6.1%}")


def drawn(run: Run, tasks: Sequence[EditTask]) -> None:
    """How a model's wrong answers are paid: those below a copy push it towards changing nothing."""
    known = {task.task_id: task for task in tasks}
    wrong = [
        (known[answer.task_id], answer.text)
        for answer in run.predictions()
        if answer.task_id in known and answer.text is not None
    ]
    wrong = [(task, text) for task, text in wrong if not load_reward("em_layout")(task, text)]
    wrong = [(task, text) for task, text in wrong if text != task.region_text]
    print(f"\nOf {len(wrong):,} wrong answers of {run.manifest.system} that change something, share that earns\n")
    print("  reward                less than a copy   more than a copy")
    for name in SHOWN:
        reward = load_reward(name)
        gaps = [reward(task, text) - reward(task, task.region_text) for task, text in wrong]
        less, more = (sum(gap < 0 for gap in gaps), sum(gap > 0 for gap in gaps))
        print(f"  {name:20} {less / len(gaps):15.1%} {more / len(gaps):18.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="a data set of `codeedit mine`")
    parser.add_argument("--run", type=Path, help="a run on that data set, of some samples")
    options = parser.parse_args()
    assert set(SHOWN) == set(REWARDS)
    with tempfile.TemporaryDirectory() as folder:
        data = open_dataset(options.data or mined(Path(folder)))
        tasks = list(data.tasks())
    asked = [task for task in tasks if not task.asks_for_no_edit]
    still = [task for task in tasks if task.asks_for_no_edit]
    print(f"Data set {data.content_hash[:12]}\n")
    show(asked, "Edit tasks", KINDS)
    python = [task for task in asked if task.language == "python" and unindented(task) != task.reference]
    if python:
        show(python, "Edit tasks in Python with indented lines", PYTHON)
    if still:
        show(still, "No-edit tasks", {kind: KINDS[kind] for kind in list(KINDS)[:3]})
    beaten(asked)
    if options.run:
        drawn(open_run(options.run), asked)


if __name__ == "__main__":
    main()
