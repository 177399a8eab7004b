"""A file that the step keeps to go on with is cut, emptied, half zeros, or has a wrong byte."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from tests.soak.launching import Ended
from tests.soak.troubles.trouble import Trial, Trouble


def cut(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(len(content))]


def empty(content: bytes, draw: random.Random) -> bytes:
    return b""


def zeros(content: bytes, draw: random.Random) -> bytes:
    """What a crash of the machine leaves: the length is right, and the end was never written."""
    start = draw.randrange(len(content))
    return content[:start] + bytes(len(content) - start)


def wrong_byte(content: bytes, draw: random.Random) -> bytes:
    place = draw.randrange(len(content))
    return content[:place] + bytes([content[place] ^ draw.randrange(1, 256)]) + content[place + 1 :]


def files_of(trial: Trial) -> list[Path]:
    found = {path for pattern in trial.step.own_work for path in trial.made.glob(pattern)}
    return sorted(path for path in found if path.is_file() and path.stat().st_size)


def _remove(trial: Trial, file: Path) -> None:
    """What a person does who reads the sentence: a run without its manifest is none, and is evaluated anew."""
    if file.name == "manifest.json":
        shutil.rmtree(trial.made)
    else:
        file.unlink(missing_ok=True)


def _damaged(change: Callable[[bytes, random.Random], bytes]) -> Callable[[Trial], Ended]:
    def meet(trial: Trial) -> Ended:
        """Where the command refuses a file, a person removes it, and the command is run once more."""
        moment = trial.draw.uniform(0.3, 1.3) * trial.seconds
        command = trial.start()
        while command.at_work and command.seconds() < moment:
            time.sleep(0.005)
        command.signal(9)
        command.end()
        if not files_of(trial):
            trial.start_again().end()
        file = trial.draw.choice(files_of(trial))
        file.write_bytes(change(file.read_bytes(), trial.draw))
        trial.note = f"{file.relative_to(trial.folder)} was damaged"
        ended = trial.start_again().end()
        if ended.status:
            if not any(place.name in ended.said for place in (file, file.parent)):
                trial.problems.append(f"the sentence does not name {file.name}")
            _remove(trial, file)
        return ended

    return meet


TROUBLES = (
    *(
        Trouble(name, _damaged(change), fits=lambda step: bool(step.own_work))
        for name, change in (("a cut file", cut), ("an empty file", empty), ("a file half zeros", zeros))
    ),
    # An answer has no second copy that it could be compared with: a byte there is as good as any other.
    Trouble("a wrong byte", _damaged(wrong_byte), fits=lambda step: step.name in ("mine", "grow", "train")),
)
