"""The end of the demo: a table of the systems, what each row is, what the numbers show, and what to try next."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.api.evaluation import compare
from codeedit_bench.api.training import reward
from codeedit_bench.demo.program import command_line
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.terminal import console, table
from evaluators.runs.run import open_run
from evaluators.runs.selection import tasks_of_run
from evaluators.statistics.compare import Comparison
from evaluators.statistics.rounding import percent

ROWS = {
    "copy": "A reference line: it changes nothing.",
    "replay": "A reference line without a model: it makes the last substitution of the history again.",
    "tiny": "The model of 1.1 million parameters that comes with the project, as it is.",
    "tiny-sft": "That model, fine-tuned on the training tasks of the same repositories.",
    "tiny-gapo": "That one, trained further by GAPO on other repositories, with the scorer as the reward.",
}
"""What each row of the table is, in one sentence."""
PUBLIC = "https://github.com/pallets/click"
"""A repository to mine next: small, and under a permissive licence."""
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class System:
    """A row of the table: how it is called and where its runs are."""

    name: str
    greedy: Path
    sampled: Path | None = None
    """Answers drawn at temperature 1, as in training: their mean reward is what training raises."""


def mean_reward(run: Path, data: Path) -> float:
    """What training pays for a run's samples by default, on average; an answer that cannot be read earns 0."""
    opened = open_run(run)
    tasks = {task.task_id: task for task in tasks_of_run(open_dataset(data), opened.manifest)}
    paid = [reward(tasks[answer.task_id], answer.text) for answer in opened.predictions()]
    return sum(paid) / len(paid)


def exact_match(run: Path) -> str:
    """The run's headline with its interval, as a person reads it."""
    headline = open_run(run).summary()["headline"]
    value, low, high = (percent(headline[name]) for name in ("value", "low", "high"))
    return f"exact match {value}%, 95% interval {low}% to {high}%"


def print_results(systems: Sequence[System], data: Path, site: Path, seconds: float) -> None:
    """The whole end."""
    rewards = {one.name: mean_reward(one.sampled, data) for one in systems if one.sampled}
    screen = console()
    screen.print()
    shown = table(
        "system",
        "exact match",
        "95% interval",
        "edit similarity",
        *(["reward of samples"] if rewards else []),
        title="Held-out tasks of the demo",
    )
    for system in systems:
        shown.add_row(*_row(system, rewards))
    screen.print(shown)
    name = max(len(system.name) for system in systems)
    lines = [f"{system.name:<{name}}  {ROWS[system.name]}" for system in systems]
    for line in [*lines, "", *_notes(systems, data, rewards)]:
        screen.print(
            textwrap.fill(
                line, min(screen.width, _WIDTH), subsequent_indent=" " * (name + 2) if line in lines else ""
            )
        )
    screen.print(f"\nThe demo took {seconds:.0f} seconds. Its leaderboard is {site}. Try next:\n")
    for command in next_commands(systems, data, site):
        screen.print(f"  {command}")


def next_commands(systems: Sequence[System], data: Path, site: Path) -> list[str]:
    """Three commands that go on from the demo, each as it can be pasted."""
    last = systems[-1].greedy
    return [
        command_line("view", last, "--dataset", data, "--verdict", "wrong", "--limit", "3"),
        command_line("leaderboard", "serve", site.parent),
        command_line("mine", PUBLIC, "--out", Path("data", "click"), "--workers", "2"),
    ]


def _row(system: System, rewards: Mapping[str, float]) -> list[str]:
    found = open_run(system.greedy).summary()
    headline = found["headline"]
    # Weighed like the headline, which is the number that the leaderboard shows.
    metrics = found["metrics" if headline["weighting"] == "tasks" else "metrics_by_repository"]
    row = [
        system.name,
        f"{percent(headline['value'])}%",
        f"{percent(headline['low'])}% to {percent(headline['high'])}%",
        f"{metrics['edit_similarity']['value']:.3f}",
    ]
    if rewards:
        row.append(f"{rewards[system.name]:.3f}" if system.name in rewards else "")
    return row


def _notes(systems: Sequence[System], data: Path, rewards: Mapping[str, float]) -> list[str]:
    """How to read the table, and what its numbers show and do not."""
    runs = {system.name: system.greedy for system in systems}
    weighting = open_run(systems[0].greedy).summary()["headline"]["weighting"]
    counted = "task" if weighting == "tasks" else "repository"
    notes = [f"Exact match compares the code in its normal form; each {counted} counts once."]
    if "tiny-gapo" in runs:
        notes += [
            "GAPO is paid by the reward of samples, drawn as in training. "
            f"It was {rewards['tiny-sft']:.3f} before, and is {rewards['tiny-gapo']:.3f} after.",
            _against(compare(runs["tiny-sft"], runs["tiny-gapo"], data)),
            _against(compare(runs["replay"], runs["tiny-gapo"], data)),
        ]
    return [*notes, "The repositories are generated: this shows that the loop works, and nothing about real code."]


def _against(found: Comparison) -> str:
    """Whether B beats A, in one sentence."""
    points = [f"{100 * value:+.1f}" for value in (found.difference, found.low, found.high)]
    shown = "B" if found.low > 0 else "A" if found.high < 0 else ""
    verdict = (
        f"{found.system_b if shown == 'B' else found.system_a} is better" if shown else "no difference is shown"
    )
    return (
        f"{found.system_b} against {found.system_a}: {points[0]} points of exact match, "
        f"95% interval {points[1]} to {points[2]}: {verdict}."
    )
