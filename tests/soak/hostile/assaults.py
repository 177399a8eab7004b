"""One hostile trial from its seed to its verdict."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.soak.hostile.assault import Assault, Words
from tests.soak.hostile.doors import DOORS
from tests.soak.hostile.evil import SECRET, Canary
from tests.soak.launching import PATIENCE, ROOT, Ended, launch
from tests.soak.results import Result
from tests.soak.verdicts import wrong_ending
from tests.soak.world import World

STATUSES = (0, 1, 2, 3, 4)
LONGEST = 180.0 * PATIENCE
"""Seconds of a command on a busy machine of two cores."""
MOST_MEMORY = 2 << 30
"""Bytes that one process may hold; torch alone takes 0.5 GB."""
HARD_LIMIT = 6 << 30
"""Bytes of data at which the system refuses more, so that this machine survives."""
_SHOWN = (".html", ".json", ".jsonl", ".js", ".csv", ".md", ".txt", ".svg", ".toml")


def carry_out(world: World, seed: int, number: int, place: Path) -> Result:
    """Trial `number` of `seed` in the folder `place`, which is removed unless something went wrong."""
    draw = random.Random(f"hostile {seed} {number}")
    door = draw.choices(DOORS, [door.weight for door in DOORS])[0]
    canary = Canary(place / "canary")
    canary.lay_out()
    audit = place / "audit"
    started = time.monotonic()
    with ExitStack() as undo:
        assault = Assault(world, place / "work", canary, draw, undo)
        assault.folder.mkdir()
        ends = []
        for words in door.enter(assault):
            ends.append(_attacked(world, words, assault.folder, audit))
            if ends[-1].status:
                break
    problems = [problem for ended in ends for problem in _wrong(ended)]
    problems += [*canary.problems(), *_audited(audit, canary), *_leaked(assault.folder)]
    if not problems:
        shutil.rmtree(place)
    return Result(
        number,
        door.name,
        assault.kind,
        any(ended.status for ended in ends),
        tuple(problems),
        f"{assault.note}: {' '.join(ends[-1].words)}"[:600],
        ends[-1].said,
        time.monotonic() - started,
    )


def _attacked(world: World, words: Words, folder: Path, audit: Path) -> Ended:
    libraries = (Path(place) for place in (*sys.path, sys.prefix, sys.base_prefix) if place)
    readable = (folder, world.folder, ROOT, *libraries, Path("/usr"), Path("/etc"), Path("/sys"))
    environment = {"SOAK_AUDIT": str(audit), "SOAK_ALLOWED": os.pathsep.join(map(str, readable))}
    limits = {resource.RLIMIT_DATA: HARD_LIMIT, resource.RLIMIT_CORE: 0}
    logs = folder.parent / "logs"
    return launch(words, folder, logs=logs, environment=environment, limits=limits).end(LONGEST)


def _wrong(ended: Ended) -> list[str]:
    found = wrong_ending(ended, STATUSES)
    if ended.memory > MOST_MEMORY:
        found.append(f"it took {ended.memory / 2**30:.1f} GiB of memory")
    if SECRET in ended.said or SECRET in ended.printed:
        found.append("it told the secret")
    return found


def _audited(audit: Path, canary: Canary) -> list[str]:
    """What the processes opened, started or connected to outside of what is theirs."""
    if not audit.is_file():
        return []
    events = {tuple(json.loads(line)) for line in audit.read_text().splitlines()}
    return [f"{what}: {of}" for what, of in sorted(events)]


def _leaked(folder: Path) -> list[str]:
    """Files of the product that hold the secret."""
    shown = (path for path in folder.rglob("*") if path.suffix in _SHOWN and "repository" not in path.parts)
    holding = (path for path in shown if path.is_file() and SECRET.encode() in path.read_bytes())
    return [f"{path.relative_to(folder)} holds the secret" for path in holding]
