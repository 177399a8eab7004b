"""What a trouble is, and the trial in which a step meets it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.evaluators.backends.server import ModelServer
from tests.soak.launching import Ended, Launched, launch
from tests.soak.steps import Step
from tests.soak.world import World

DOCUMENTED = (0, 2, 3, 4, 130)
"""The statuses of `codeedit_bench/cli/endings.py` that a command may end with which was not built to fail."""


@dataclass
class Trial:
    """A step in a folder of its own. What is laid out there is undone by `undo`."""

    world: World
    step: Step
    folder: Path
    logs: Path
    draw: random.Random
    undo: ExitStack
    note: str = ""
    """What was drawn, in words."""
    problems: list[str] = field(default_factory=list)

    @property
    def made(self) -> Path:
        return self.folder / self.step.made

    @property
    def seconds(self) -> float:
        """How long the step takes without trouble."""
        return self.world.seconds[self.step.name]

    def moment(self) -> float:
        """A random second of the step's life."""
        return self.draw.uniform(0.0, self.seconds)

    def serve(self, server: ModelServer) -> ModelServer:
        """`server`, at work until the trial ends."""
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.undo.callback(server.server_close)
        self.undo.callback(server.shutdown)
        return server

    def start(
        self,
        *more: str,
        environment: Mapping[str, str] | None = None,
        limits: Mapping[int, int] | None = None,
        output: Path | None = None,
    ) -> Launched:
        words = (*self.step.call(self.world), *more)
        return launch(words, self.folder, logs=self.logs, environment=environment, limits=limits, output=output)

    def start_until_a_moment(self) -> Launched:
        """The step, which has run until a random second of its life or has ended by itself."""
        moment = self.moment()
        command = self.start()
        while command.at_work and command.seconds() < moment:
            time.sleep(0.002)
        return command

    def cut_off(self) -> None:
        """Run the step, and kill it at a random moment."""
        command = self.start_until_a_moment()
        command.signal(9)
        command.end()

    def start_again(self) -> Launched:
        return self.start(*self.step.again)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`meet` runs the step into the trouble, ends the trouble, and returns how the step ended."""

    name: str
    meet: Callable[[Trial], Ended]
    statuses: tuple[int, ...] = DOCUMENTED
    kills: bool = False
    """It leaves the command no time to tidy up or to say anything."""
    fits: Callable[[Step], bool] = lambda step: True
