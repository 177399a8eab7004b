"""The whole loop on small repositories, offline, on a CPU.

Each step is a command that a person could type, printed before it runs, so that the demo shows how the project
is used. The command line hands itself in as the function that runs a step.
"""

from __future__ import annotations

import importlib.util
import json
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.api.training import reward
from codeedit_bench.errors import UsageError
from codeedit_bench.programs import require_packages
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.terminal import console, table
from evaluators.runs.run import open_run
from evaluators.runs.selection import tasks_of_run
from evaluators.statistics.rounding import percent

MARK = ".codeedit-demo"
"""A file in the demo's folder that tells that it may be replaced."""

MINING = (
    "mechanical_share=0.8",  # the tiny model learns what repeats; real data sets hold 40% of it
    "max_insertion_trigrams=3",  # where a generated line goes is told by the template
    "tasks_per_commit=6",
    "near_duplicate=0.9",  # small programs in one style look alike
)
SFT = ("steps=200", "seconds=100", "word_copies=3", "eval_tasks=0")
GAPO = ("steps=40", "seconds=150", "learning_rate=4e-4", "eval_tasks=0")
"""What the demo changes in the recipes. `seconds` is a cap for slow machines: the demo must end. Where it is not
reached, the same model comes out again."""
SAMPLES = 8
SAMPLED_TASKS = 96


@dataclass(frozen=True, slots=True)
class System:
    """A row of the table: how it is called and where its runs are."""

    name: str
    greedy: Path
    sampled: Path | None = None
    """Answers drawn at temperature 1, as in training: their mean reward is what training raises."""


class Demo:
    """The steps, each run by its command."""

    def __init__(
        self,
        out: Path,
        run_command: Callable[[Sequence[str]], int],
        *,
        seed: int,
        commits: int,
        workers: int,
        training: bool,
    ) -> None:
        self._run_command = run_command
        self.out, self.seed, self.commits, self.workers, self.training = out, seed, commits, workers, training
        self.data = out / "data"
        self.practice = out / "practice"
        """Tasks from other repositories: what SFT has seen is too well known to learn from by trying."""
        self.systems: list[System] = []
        self.steps = 16 if training else 6
        self.done = 0
        self.started = time.monotonic()

    def step(self, title: str, *arguments: str | Path) -> None:
        """Print what comes, run it, and stop the demo if it fails."""
        self.done += 1
        words = [str(argument) for argument in arguments]
        seconds = time.monotonic() - self.started
        command = shlex.join(["codeedit", *words])
        sys.stderr.write(f"\n[{self.done}/{self.steps}, {seconds:.0f} s] {title}\n  {command}\n")
        sys.stderr.flush()
        status = self._run_command(words)
        sys.stdout.flush()
        if status:
            raise SystemExit(status)

    def run(self) -> Path:
        """All steps; returns the site's first page."""
        self.mine("", self.data, self.seed)
        self.step("Check every task", "validate", self.data, "--workers", str(self.workers))
        self.evaluate("No edit at all", "copy", "copy")
        self.evaluate("The last substitution again", "replay", "replay")
        if self.training:
            self.train()
        site = self.out / "site"
        runs = [system.greedy for system in self.systems]
        self.step("Build the leaderboard", "leaderboard", "build", *runs, "--dataset", self.data, "--out", site)
        return site / "index.html"

    def mine(self, which: str, data: Path, seed: int) -> None:
        """Ten repositories of a seed, and the tasks in them."""
        repositories = self.out / f"repositories-{seed}"
        commits = ("--commits", str(self.commits), "--seed", str(seed))
        self.step(f"Write ten {which}small repositories", "demo-repositories", "--out", repositories, *commits)
        settings = [word for setting in MINING for word in ("--set", setting)]
        sources = sorted(path for path in repositories.iterdir() if path.is_dir())
        workers = ("--workers", str(self.workers))
        name = ("--name", "codeedit demo, practice" if which else "codeedit demo")
        self.step("Mine them into edit tasks", "mine", *sources, "--out", data, *name, *workers, *settings)

    def evaluate(self, title: str, system: str, backend: str, *options: str) -> Path:
        run = self.out / "runs" / system
        self.step(f"Evaluate: {title}", "evaluate", self.data, "--backend", backend, "--out", run, *options)
        self.systems.append(System(system, run))
        return run

    def train(self) -> None:
        """SFT of the tiny model, then GAPO; evaluated before and after each, greedily and by samples."""
        before: str | Path = "tiny"
        self.evaluate_model("tiny", shipped_model())
        self.mine("more ", self.practice, self.seed + 1)
        for recipe, system, title, data, settings in (
            ("tiny_sft", "tiny-sft", "Fine-tune the tiny model", self.data, SFT),
            ("tiny_gapo", "tiny-gapo", "Go on with GAPO, the scorer as the reward", self.practice, GAPO),
        ):
            model = self.out / "models" / system
            changes = [word for setting in settings for word in ("--set", setting)]
            arguments = ("--recipe", recipe, "--data", data, "--model", before, "--out", model)
            self.step(title, "train", *arguments, *changes)
            self.evaluate_model(system, model)
            before = model

    def evaluate_model(self, system: str, model: Path) -> None:
        options = ("--model", str(model), "--format", "line", "--max-tokens", "48", "--system", system)
        run = self.evaluate(f"{system}, greedily", system, "transformers", *options)
        sampling = ("--temperature", "1", "--samples", str(SAMPLES), "--limit", str(SAMPLED_TASKS))
        sampled = self.evaluate(
            f"{system}, {SAMPLES} samples", f"{system}-sampled", "transformers", *options, *sampling
        )
        self.systems[-2:] = [System(system, run, sampled)]


def shipped_model() -> Path:
    """Where the model called `tiny` lies, for a back end that takes a folder."""
    spec = importlib.util.find_spec("gapo")
    places = list(spec.submodule_search_locations or ()) if spec else []
    model = Path(places[0]) / "tiny_model" if places else Path()
    if not (model / "config.json").is_file():
        raise UsageError("The tiny model is not there, so the demo cannot train. Make it: make tiny-model")
    return model


def summary(run: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    return content


def mean_reward(run: Path, data: Path) -> float:
    """What training pays for a run's samples by default, on average; an answer that cannot be read earns 0."""
    opened = open_run(run)
    tasks = {task.task_id: task for task in tasks_of_run(open_dataset(data), opened.manifest)}
    paid = [reward(tasks[answer.task_id], answer.text) for answer in opened.predictions()]
    return sum(paid) / len(paid)


def print_results(systems: Sequence[System], data: Path, site: Path, seconds: float) -> None:
    shown = table(
        "system",
        "exact match",
        "95% interval",
        "byte for byte",
        "edit similarity",
        "reward of samples",
        title="Held-out tasks of the demo",
    )
    for system in systems:
        found = summary(system.greedy)
        headline = found["headline"]
        # Weighed like the headline, which is the number that the leaderboard shows.
        metrics = found["metrics" if headline["weighting"] == "tasks" else "metrics_by_repository"]
        shown.add_row(
            system.name,
            f"{percent(headline['value'])}%",
            f"{percent(headline['low'])}% to {percent(headline['high'])}%",
            f"{percent(metrics['em_text']['value'])}%",
            f"{metrics['edit_similarity']['value']:.3f}",
            f"{mean_reward(system.sampled, data):.3f}" if system.sampled else "",
        )
    screen = console()
    screen.print()
    screen.print(shown)
    screen.print(f"{seconds:.0f} seconds. The leaderboard: {site.resolve().as_uri()}")


def prepare(out: Path) -> None:
    """An empty folder for the demo; an earlier demo in it is removed, anything else is refused."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        if not (out / MARK).is_file():
            raise UsageError(f"{out} exists and was not made by `codeedit demo`. Name another folder with --out.")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("`codeedit demo` made this folder and replaces it when it runs again.\n")


def require_training() -> None:
    """`MissingExtraError`, before anything has been done, where a model cannot be trained."""
    what = "The demo's training (left out with --without-training)"
    require_packages("train", what, "torch", "transformers", "trl")
    shipped_model()
