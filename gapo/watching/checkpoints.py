"""Checkpoints that a run goes on from to the same bits, and how a damaged one is told from a whole one.

A checkpoint is whole where its `whole.json` fits: it is written last, and holds the size of each file and the
SHA-256 of those that are not large. A run of several processes writes none.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from codeedit_bench.files import write_json
from codeedit_bench.parsing import parse_json, read_text
from gapo.processes import process_group

PREFIX = "checkpoint-"
WHOLE = "whole.json"
EPOCH = "epoch_start.pt"
_STATE = "trainer_state.json"
_LARGE = 64 << 20
"""Bytes above which a file is told by its size alone: gigabytes are not read again at every checkpoint."""


class EpochStart(TrainerCallback):  # type: ignore[misc]  # a base class without types
    """Keeps in each checkpoint the random numbers at the beginning of its epoch.

    They decide the order of the epoch's rows where rows are grouped by length. Without them a run that goes on in
    the middle of an epoch would see some rows twice and others never.
    """

    def __init__(self, checkpoint: Path | None) -> None:
        self._resumed = checkpoint / EPOCH if checkpoint is not None else None
        self._state: Any = None

    def on_epoch_begin(self, _arguments: Any, _state: Any, _control: Any, **_: Any) -> None:
        if self._resumed is not None and self._resumed.is_file():
            torch.set_rng_state(torch.load(self._resumed, weights_only=True))
        self._resumed = None
        self._state = torch.get_rng_state()

    def on_save(self, arguments: Any, state: Any, _control: Any, **_: Any) -> None:
        if process_group().num_processes > 1:
            return
        folder = Path(arguments.output_dir) / f"{PREFIX}{state.global_step}"
        torch.save(self._state, folder / EPOCH)
        write_json(folder / WHOLE, _contents(folder))


def last_checkpoint(out: Path, steps: int) -> Path | None:
    """The newest whole checkpoint of fewer than `steps` steps (0: any); None where there is none.

    A later one that is damaged is named on stderr and removed: the run makes it again. So is one that holds all
    steps: the trainer always takes one more, and what comes after the last step is still to be done.
    """
    found = {_number(path): path for path in out.glob(f"{PREFIX}*") if path.is_dir() and _number(path) >= 0}
    marked = any((path / WHOLE).is_file() for path in found.values())
    for number in sorted(found, reverse=True):
        damage = damage_of(found[number], marked=marked)
        if damage:
            sys.stderr.write(f"{found[number].name} is passed over: {damage}.\n")
        elif not steps or number < steps:
            return found[number]
        if process_group().is_main_process:
            shutil.rmtree(found[number])
    if found:
        sys.stderr.write("No checkpoint is left to go on from: the training starts from its first step.\n")
    return None


def damage_of(checkpoint: Path, *, marked: bool) -> str:
    """What is wrong with a checkpoint, in words; empty where it is whole.

    `marked`: the run writes `whole.json`, so that a checkpoint without one was cut off. So was one that holds the
    file before it, `epoch_start.pt`.
    """
    try:
        state = parse_json(read_text(checkpoint / _STATE))
        if state["global_step"] != _number(checkpoint):
            return f"its {_STATE} is of another step"
        if not (checkpoint / WHOLE).is_file():
            cut_off = marked or (checkpoint / EPOCH).exists()
            return "it was not written to its end" if cut_off else ""
        stated = parse_json(read_text(checkpoint / WHOLE))
        found = _contents(checkpoint)
        wrong = [name for name in sorted({*stated, *found}) if stated.get(name) != found.get(name)]
    except OSError as error:
        return f"{Path(error.filename or _STATE).name} cannot be read"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"its {_STATE} or {WHOLE} is damaged"
    return f"{wrong[0]} is damaged" if wrong else ""


def _number(checkpoint: Path) -> int:
    digits = checkpoint.name.removeprefix(PREFIX)
    return int(digits) if digits.isdecimal() else -1


def _contents(checkpoint: Path) -> dict[str, list[Any]]:
    """Size and SHA-256 of each file but `whole.json`; the digest of a large one is empty."""
    found: dict[str, list[Any]] = {}
    for path in sorted(checkpoint.rglob("*")):
        if path.is_file() and path.name != WHOLE:
            size = path.stat().st_size
            digest = "" if size > _LARGE else hashlib.sha256(path.read_bytes()).hexdigest()
            found[path.relative_to(checkpoint).as_posix()] = [size, digest]
    return found
