"""One trial: a step meets a trouble, the same command runs again, and everything is checked."""

from __future__ import annotations

import dataclasses
import random
import shutil
import time
from contextlib import ExitStack
from pathlib import Path

from tests.evaluators.backends.server import ModelServer
from tests.soak.results import Result
from tests.soak.steps import STEPS, Step
from tests.soak.troubles import TROUBLES
from tests.soak.troubles.trouble import Trial, Trouble
from tests.soak.verdicts import differences, half_written, wrong_ending
from tests.soak.world import World

PAIRS = tuple((step, trouble) for step in STEPS for trouble in TROUBLES if trouble.fits(step))


def pair_of(seed: int, number: int) -> tuple[Step, Trouble]:
    """Each pair comes once before any comes again, in an order that `seed` draws."""
    lap, place = divmod(number, len(PAIRS))
    order = list(PAIRS)
    random.Random(f"{seed} {lap}").shuffle(order)
    return order[place]


def carry_out(world: World, seed: int, number: int, place: Path, *, keep: bool = False) -> Result:
    """Trial `number` of `seed` in the folder `place`, which is removed unless something went wrong or `keep`."""
    step, trouble = pair_of(seed, number)
    started = time.monotonic()
    with ExitStack() as undo:
        trial = Trial(
            dataclasses.replace(world),
            step,
            place / "work",
            place / "logs",
            random.Random(f"{seed} {number}"),
            undo,
        )
        trial.folder.mkdir(parents=True)
        if step.asks_server:
            trial.world.server = trial.serve(ModelServer())
        step.prepare(trial.world, trial.folder)
        first = trouble.meet(trial)
        problems = [*trial.problems, *wrong_ending(first, trouble.statuses, silent=trouble.kills)]
        problems += half_written(trial, first)
        last = first
        if first.status:
            last = trial.start_again().end()
            problems += [f"again: {problem}" for problem in wrong_ending(last, (0,))]
        if last.status == 0:
            problems += differences(trial)
    if not problems and not keep:
        shutil.rmtree(place)
    said = first.said if last is first else f"{first.said}\n--- again, status {last.status}\n{last.said}"
    seconds = time.monotonic() - started
    return Result(number, step.name, trouble.name, first.status != 0, tuple(problems), trial.note, said, seconds)
