"""The untroubled reference: each step was done once, and everything that is soaked is compared with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.evaluators.backends.server import ModelServer, model_server
from tests.soak.launching import run

if TYPE_CHECKING:
    from tests.soak.steps import Step

LANGUAGES = ("python", "rust", "go")


@dataclass
class World:
    """Where the reference lies, and how long each of its steps took."""

    folder: Path
    server: ModelServer
    """Answers each request by its content alone."""
    repositories: list[Path] = field(default_factory=list)
    prints: dict[str, Mapping[str, str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    """Of the files that a step made, in bytes."""
    places: dict[str, Path] = field(default_factory=dict)

    def made(self, step: str) -> Path:
        return self.places[step]

    def lay_out(self, step: str, folder: Path) -> None:
        """A copy of what `step` made, under the same name."""
        shutil.copytree(self.made(step), folder / self.made(step).name)


@contextmanager
def open_world(folder: Path, steps: Sequence[Step], commits: int) -> Iterator[World]:
    """The reference of `steps`, with its server, made in `folder`."""
    folder.mkdir(parents=True)
    with model_server() as server:
        world = World(folder, server)
        make_repositories(world, commits)
        for step in steps:
            make_reference(world, step)
        yield world


def make_repositories(world: World, commits: int) -> None:
    """Small git histories, written by the product."""
    words = ("demo-repositories", "--out", "repositories", "--commits", str(commits), "--language", *LANGUAGES)
    made = run(words, world.folder)
    if made.status:
        raise RuntimeError(f"the repositories were not made: {made.said}")
    world.repositories = [world.folder / "repositories" / name for name in LANGUAGES]


def make_reference(world: World, step: Step) -> None:
    """Do `step` once without any trouble, and keep what it gave."""
    folder = world.folder / step.name.replace(" ", "-")
    folder.mkdir()
    step.prepare(world, folder)
    ended = run(step.call(world), folder)
    if ended.status:
        raise RuntimeError(f"the reference of {step.name!r} failed with {ended.status}: {ended.said}")
    place = folder / step.made
    world.places[step.name], world.seconds[step.name] = place, ended.seconds
    world.prints[step.name] = step.printed(place)
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    world.sizes[step.name] = [path.stat().st_size for path in files]
