"""One hostile trial: a folder to work in, a canary beside it, and what was drawn."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.evaluators.backends.server import ModelServer
from tests.soak.hostile.evil import Canary
from tests.soak.hostile.mutations import mutate
from tests.soak.world import World

Words = tuple[str | Path, ...]
"""A command line without `codeedit`."""


@dataclass
class Assault:
    """`folder` is the working folder; what is hostile is laid out in it."""

    world: World
    folder: Path
    canary: Canary
    draw: random.Random
    undo: ExitStack
    kind: str = ""
    """What was drawn, as a name to count by."""
    note: str = ""

    def serve(self, server: ModelServer) -> None:
        """Let `server` answer until the trial ends."""
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.undo.callback(server.server_close)
        self.undo.callback(server.shutdown)

    def copied(self, step: str, name: str) -> Path:
        """A copy, in the working folder, of what a step of the reference made."""
        source, target = self.world.made(step), self.folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".chunks", "runs", "checkpoint-[369]"))
        else:
            shutil.copyfile(source, target)
        return target

    def spoil(self, place: Path) -> None:
        """Change one to three files of a folder, or the file at `place`."""
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        weights = [3 if path.suffix in (".json", ".jsonl", ".toml", ".parquet") else 1 for path in files]
        chosen = dict.fromkeys(self.draw.choices(files, weights, k=self.draw.choice((1, 1, 2, 3))))
        self.note = "; ".join(mutate(file, self.draw, self.canary) for file in chosen)


Enter = Callable[[Assault], list[Words]]


@dataclass(frozen=True, slots=True)
class Door:
    """Where something hostile comes in. `enter` lays it out and gives the commands that read it, in order."""

    name: str
    enter: Enter
    weight: int = 1
    """How often it is drawn."""
