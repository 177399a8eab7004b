"""The steps that are soaked: a command line each, what it needs, and what it must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.soak import prints
from tests.soak.world import World


@dataclass(frozen=True, slots=True)
class Step:
    """A command that writes to `out` in the folder of its trial."""

    name: str
    words: Callable[[World], tuple[str | Path, ...]]
    """Without the place of its output."""
    out: tuple[str, ...]
    """The last words: where it writes, relative to the folder."""
    made: str
    """The file or folder that it makes."""
    printed: Callable[[Path], Mapping[str, str]]
    """What of the result must be the same each time, by name."""
    finished: str = ""
    """In `made`: where this is, everything is whole. Empty for `made` itself."""
    earlier: str = ""
    """The step whose whole result may still stand there, until this one's does."""
    again: tuple[str, ...] = ()
    """What a person adds to the same command after it was cut off."""
    prepare: Callable[[World, Path], None] = lambda world, folder: None
    """Lay out what it goes on with."""
    own_work: tuple[str, ...] = ()
    """Patterns of files in `made` that it keeps to go on with, and that may be damaged."""
    asks_server: bool = False

    def call(self, world: World) -> tuple[str | Path, ...]:
        return (*self.words(world), *self.out)


def _mine(count: int) -> Callable[[World], tuple[str | Path, ...]]:
    settings = (
        "--name",
        "soak",
        "--set",
        "mechanical_share=0.8",
        "--set",
        "commits_per_shard=10",
        "--workers",
        "2",
    )
    return lambda world: ("mine", *world.repositories[:count], *settings)


def _evaluate(*words: str) -> Callable[[World], tuple[str | Path, ...]]:
    return lambda world: ("evaluate", "--dataset", world.made("mine"), "--split", "train", *words)


def _asked(world: World) -> tuple[str | Path, ...]:
    options = [f"base_url={world.server.url}", "concurrency=4", "first_wait=0.01", "retries=2", "timeout=2"]
    sampling = ("--samples", "8", "--temperature", "1", "--max-tokens", "64")
    words = _evaluate("--backend", "openai", "--model", "m", *sampling)(world)
    return (*words, *(f"--option={option}" for option in options))


def _train(world: World) -> tuple[str | Path, ...]:
    settings = ("steps=12", "save_steps=3", "eval_steps=6", "eval_tasks=4", "seconds=0", "prompts_per_step=4")
    words = ("train", "--recipe", "tiny_sft", "--dataset", world.made("mine"), "--model", "tiny")
    return (*words, *(f"--set={setting}" for setting in (*settings, "device_batch=4")))


STEPS = (
    Step(
        "mine",
        _mine(2),
        ("--out", "data"),
        "data",
        prints.dataset,
        "manifest.json",
        own_work=(".chunks/*.json", ".chunks/*.jsonl"),
    ),
    Step(
        "grow",
        _mine(3),
        ("--out", "data"),
        "data",
        prints.dataset,
        "manifest.json",
        "mine",
        prepare=lambda world, folder: world.lay_out("mine", folder),
        own_work=(".chunks/*.json", ".chunks/*.jsonl"),
    ),
    Step(
        "evaluate a baseline",
        _evaluate("--backend", "replay"),
        ("--out", "run"),
        "run",
        prints.run,
        "summary.json",
        own_work=("*",),
    ),
    Step(
        "evaluate the tiny model",
        _evaluate("--model", "tiny", "--max-tokens", "16", "--option=batch_size=4"),
        ("--out", "run"),
        "run",
        prints.run,
        "summary.json",
        own_work=("*", "../.cache/*"),
    ),
    Step(
        "ask a server",
        _asked,
        ("--out", "run"),
        "run",
        prints.run,
        "summary.json",
        own_work=("*",),
        asks_server=True,
    ),
    Step(
        "train",
        _train,
        ("--out", "model"),
        "model",
        prints.model,
        "run.json",
        again=("--resume",),
        own_work=("checkpoint-*/*", "log.jsonl"),
    ),
    Step(
        "submit",
        lambda world: ("submit", world.made("evaluate a baseline")),
        ("--out", "replay.zip"),
        "replay.zip",
        prints.archive,
    ),
    Step(
        "add",
        lambda world: (
            "leaderboard",
            "add",
            world.made("submit"),
            "--dataset",
            world.made("mine"),
            "--split",
            "train",
        ),
        ("--to", "runs"),
        "runs",
        lambda runs: prints.run(runs / "replay"),
        "replay",
        again=("--replace",),
    ),
    Step(
        "build",
        lambda world: (
            *("leaderboard", "build", world.made("evaluate a baseline"), world.made("evaluate the tiny model")),
            *("--dataset", world.made("mine")),
        ),
        ("--out", "site"),
        "site",
        prints.folder,
        again=("--replace",),
    ),
    Step("index", lambda world: ("index", world.made("mine")), ("--out", "index"), "index", prints.folder),
    Step(
        "rebuild",
        lambda world: ("rebuild", world.made("index"), *world.repositories[:2]),
        ("--out", "data"),
        "data",
        prints.tasks,
        "manifest.json",
    ),
)
