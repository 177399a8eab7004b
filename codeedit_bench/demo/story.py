"""The whole loop on small repositories, offline, on a CPU.

Each step is a command that a person could type, printed before it runs, so that the demo shows how the project
is used. The command line hands itself in as the function that runs a step. What a step prints goes to a log, and
the demo says what came of it in a sentence.
"""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import io
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from codeedit_bench.demo import example
from codeedit_bench.demo.program import command_line
from codeedit_bench.demo.results import System, exact_match, mean_reward
from codeedit_bench.errors import RunError, UsageError
from codeedit_bench.parsing import parse_json
from codeedit_bench.programs import require_packages
from codeedit_bench.tasks.dataset import open_dataset
from leaderboard.serving import make_server

LOG = "log.txt"
"""Each command of the demo, with all that it printed."""
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
_USES = {"train": "to train on", "validation": "to watch training with", "test": "held out for the scores"}
SAMPLES = 8
SAMPLED_TASKS = 96


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
        self.steps = 20 if training else 10
        self.done = 0
        self.started = time.monotonic()

    def say(self, title: str, *arguments: str | Path) -> list[str]:
        """Print what comes; return the command's words."""
        self.done += 1
        seconds = time.monotonic() - self.started
        sys.stderr.write(f"\n[{self.done}/{self.steps}, {seconds:.0f} s] {title}\n  {command_line(*arguments)}\n")
        sys.stderr.flush()
        return [str(argument) for argument in arguments]

    def step(self, title: str, *arguments: str | Path) -> list[str]:
        """Print what comes, run it, and return the lines of its result. All that it prints goes to the log."""
        words, printed = self.say(title, *arguments), io.StringIO()
        with contextlib.redirect_stderr(printed):
            return self._result(words, printed)

    def watched(self, title: str, *arguments: str | Path) -> list[str]:
        """A step that takes long, so that its progress is shown."""
        return self._result(self.say(title, *arguments), io.StringIO())

    def shown(self, title: str, *arguments: str | Path) -> None:
        """A step whose result is what there is to see."""
        words = self.say(title, *arguments)
        if status := self._run_command(words):
            raise SystemExit(status)
        sys.stdout.flush()

    def _result(self, words: list[str], printed: io.StringIO) -> list[str]:
        try:
            with contextlib.redirect_stdout(printed):
                status = self._run_command(words)
        finally:
            with (self.out / LOG).open("a", encoding="utf-8") as log:
                log.write(f"$ {command_line(*words)}\n{printed.getvalue()}\n")
        if status:
            sys.stdout.write(printed.getvalue())
            raise SystemExit(status)
        return printed.getvalue().splitlines()

    def tell(self, sentence: str) -> None:
        """What came of a step."""
        sys.stderr.write(f"  → {sentence}\n")
        sys.stderr.flush()

    def run(self) -> Path:
        """All steps; returns the site's first page."""
        self.mine("", self.data, self.seed)
        checked = self.step("Check every task", "validate", "--dataset", self.data, "--workers", str(self.workers))
        self.tell(checked[-1])
        self.evaluate("Score a system that changes nothing", "copy", "copy")
        self.evaluate("Score one that makes the last substitution again", "replay", "replay")
        if self.training:
            self.train()
        else:
            self.look_at_a_task()
        site = self.out / "site"
        runs = [
            self.submitted(run) if run.name == "replay" else run for run in (one.greedy for one in self.systems)
        ]
        self.step("Build the leaderboard", "leaderboard", "build", *runs, "--dataset", self.data, "--out", site)
        self.tell(f"{len(runs)} systems on pages that open from disk")
        self.say("Serve the leaderboard", "leaderboard", "serve", site)
        self.tell(look(site))
        return site / "index.html"

    def submitted(self, run: Path) -> Path:
        """The way of a stranger's run: packed, checked and scored again, and taken in."""
        archive, taken = self.out / "submissions" / f"{run.name}.zip", self.out / "taken-in"
        archive.parent.mkdir()
        about = ("--organisation", "codeedit demo")
        self.step("Pack a run as a submission", "submit", run, "--out", archive, *about)
        self.tell(
            f"{archive}: the raw completions and what the run states, {archive.stat().st_size / 1024:.0f} kB"
        )
        split = ("--dataset", self.data, "--split", "test")
        self.step("Take the submission in", "leaderboard", "add", archive, *split, "--to", taken)
        self.tell(f"scored again from its raw completions: {exact_match(taken / run.name)}")
        return taken / run.name

    def mine(self, which: str, data: Path, seed: int) -> None:
        """Ten repositories of a seed, and the tasks in them."""
        repositories = self.out / f"repositories-{seed}"
        commits = ("--commits", str(self.commits), "--seed", str(seed))
        written = self.watched(
            f"Write ten {which}small repositories", "demo-repositories", "--out", repositories, *commits
        )
        self.tell(
            f"{len(written)} repositories in as many languages; the edits of a commit follow from one another"
        )
        settings = [word for setting in MINING for word in ("--set", setting)]
        sources = sorted(path for path in repositories.iterdir() if path.is_dir())
        workers = ("--workers", str(self.workers))
        name = ("--name", "codeedit demo, practice" if which else "codeedit demo")
        self.step("Mine them into edit tasks", "mine", *sources, "--out", data, *name, *workers, *settings)
        splits = open_dataset(data).manifest["splits"]
        counts = {use: splits.get(split, 0) for split, use in _USES.items()}
        self.tell(
            f"{sum(counts.values()):,} tasks: {', '.join(f'{count:,} {use}' for use, count in counts.items())}"
        )

    def evaluate(self, title: str, system: str, backend: str, *options: str) -> None:
        """A greedy run, which is a row of the table."""
        run = self.out / "runs" / system
        self.step(title, "evaluate", "--dataset", self.data, "--backend", backend, *options, "--out", run)
        self.tell(exact_match(run))
        self.systems.append(System(system, run))

    def train(self) -> None:
        """SFT of the tiny model, then GAPO; evaluated before and after each, greedily and by samples."""
        self.evaluate_model("tiny", "tiny")
        self.look_at_a_task()
        self.sample_model("tiny", "tiny")
        self.mine("more ", self.practice, self.seed + 1)
        before: str | Path = "tiny"
        for recipe, system, title, data, settings in (
            ("tiny_sft", "tiny-sft", "Fine-tune the tiny model", self.data, SFT),
            ("tiny_gapo", "tiny-gapo", "Go on with GAPO, the scorer as the reward", self.practice, GAPO),
        ):
            model = self.out / "models" / system
            changes = [word for setting in settings for word in ("--set", setting)]
            arguments = ("--recipe", recipe, "--dataset", data, "--model", before, "--out", model)
            trained = parse_json(self.watched(title, "train", *arguments, *changes)[-1])
            most = settings[0].partition("=")[2]
            early = "" if str(trained["steps"]) == most else f" of {most}; the demo's clock ended it"
            self.tell(f"trained for {trained['steps']} steps{early}")
            self.evaluate_model(system, str(model))
            self.sample_model(system, str(model))
            before = model

    def evaluate_model(self, system: str, model: str) -> None:
        self.evaluate(f"Score {system} by its likeliest answers", system, "transformers", *_asking(system, model))

    def sample_model(self, system: str, model: str) -> None:
        """Answers drawn as in training, beside the greedy run of the last system."""
        greedy, sampled = self.systems.pop().greedy, self.out / "runs" / f"{system}-sampled"
        sampling = ("--temperature", "1", "--samples", str(SAMPLES), "--limit", str(SAMPLED_TASKS))
        asked = ("--backend", "transformers", *_asking(system, model), *sampling)
        title = f"Draw {SAMPLES} samples of {system} for each task"
        self.step(title, "evaluate", "--dataset", self.data, *asked, "--out", sampled)
        self.tell(f"mean reward {mean_reward(sampled, self.data):.3f}")
        self.systems.append(System(system, greedy, sampled))

    def look_at_a_task(self) -> None:
        """One task, with a right and a wrong answer of the systems so far."""
        told = example.find({system.name: system.greedy for system in self.systems}, self.data)
        self.shown(
            "Look at one task, with a right and a wrong answer",
            "show",
            "--dataset",
            self.data,
            "--task",
            told.task.task_id,
            "--context",
            "1",
        )
        example.print_answers(told)


def _asking(system: str, model: str) -> tuple[str, ...]:
    return ("--model", model, "--format", "line", "--max-tokens", "48", "--system", system)


def look(site: Path) -> str:
    """Serve the site, read its pages and its data as a browser would, and say what came.

    `RunError` where a file is missing.
    """
    names = sorted(path.relative_to(site).as_posix() for path in site.glob("*.html"))
    names += ["assets/core.js", "data/site.js"]
    with make_server(site, 0) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            sizes = []
            for name in names:
                reader = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)
                reader.request("GET", f"/{name}")
                answer = reader.getresponse()
                sizes.append(len(answer.read()))
                reader.close()
                if answer.status != http.client.OK:
                    raise RunError(f"{site} serves {name} with status {answer.status}. Build the site again.")
        finally:
            server.shutdown()
            serving.join()
    return f"served {len(names)} files, {sum(sizes):,} bytes; the demo stops the server and goes on"


def shipped_model() -> Path:
    """Where the model called `tiny` lies, for a back end that takes a folder."""
    spec = importlib.util.find_spec("gapo")
    places = list(spec.submodule_search_locations or ()) if spec else []
    model = Path(places[0]) / "tiny_model" if places else Path()
    if not (model / "config.json").is_file():
        raise UsageError("The tiny model is not there, so the demo cannot train. Make it: make tiny-model")
    return model


def require_training() -> None:
    """`MissingExtraError`, before anything has been done, where a model cannot be trained."""
    what = "The demo's training (left out with --without-training)"
    require_packages("train", what, "torch", "transformers", "trl")
    shipped_model()
