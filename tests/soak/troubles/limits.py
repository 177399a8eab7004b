"""A disk that is full or cannot be written, files that cannot grow, too few handles, an output nobody takes."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.soak.launching import Ended
from tests.soak.troubles.trouble import Trial, Trouble

PAGE = 4096
ROOMY = "1g"


@cache
def can_mount() -> bool:
    """A small disk is a tmpfs, which root alone can mount."""
    if os.geteuid():
        return False
    with tempfile.TemporaryDirectory() as name:
        return _mount("-t", "tmpfs", "-o", "size=1m", "none", name) and _unmount(Path(name))


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


def _unmount(place: Path) -> bool:
    return subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False).returncode == 0


def _disk(trial: Trial, options: str) -> None:
    """Put a tmpfs at the trial's folder, and lay out there again what the step goes on with."""
    if not _mount("-t", "tmpfs", "-o", options, "none", str(trial.folder)):
        raise RuntimeError(f"no disk of {options} can be mounted")
    trial.undo.callback(_unmount, trial.folder)
    for name in (".home", ".tmp"):
        (trial.folder / name).mkdir()
    trial.step.prepare(trial.world, trial.folder)


def _changed(trial: Trial, options: str) -> None:
    if not _mount("-o", f"remount,{options}", str(trial.folder)):
        raise RuntimeError(f"the disk cannot be mounted again with {options}")


def full_disk(trial: Trial) -> Ended:
    """The disk has room for a random part of what the step writes; later it has room for all."""
    _disk(trial, f"size={ROOMY}")
    used = os.statvfs(trial.folder)
    before = (used.f_blocks - used.f_bfree) * used.f_frsize
    pages = sum(size // PAGE + 1 for size in trial.world.sizes[trial.step.name])
    _changed(trial, f"size={before + PAGE * trial.draw.randint(1, pages)}")
    ended = trial.start().end()
    _changed(trial, f"size={ROOMY}")
    return ended


def read_only(trial: Trial) -> Ended:
    """The folder cannot be written when the command begins, perhaps with work of an earlier one in it."""
    if can_mount():
        _disk(trial, f"size={ROOMY}")
    if trial.draw.random() < 0.5:
        trial.cut_off()
    if can_mount():
        _changed(trial, "ro")
    else:
        _allow(trial.folder, 0o500)
    ended = trial.start(*(trial.step.again if trial.made.exists() else ())).end()
    if can_mount():
        _changed(trial, "rw")
    else:
        _allow(trial.folder, 0o700)
    return ended


def _allow(folder: Path, mode: int) -> None:
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        place.chmod(mode)


def files_cannot_grow(trial: Trial) -> Ended:
    """A limit on the size of a file, as `ulimit -f` sets it."""
    most = max(trial.world.sizes[trial.step.name])
    return trial.start(limits={resource.RLIMIT_FSIZE: trial.draw.randint(0, most)}).end()


def few_handles(trial: Trial) -> Ended:
    """A limit on open files, as `ulimit -n` sets it."""
    return trial.start(limits={resource.RLIMIT_NOFILE: trial.draw.randint(5, 40)}).end()


def output_full(trial: Trial) -> Ended:
    """What is printed goes to a full device."""
    return trial.start(output=Path("/dev/full")).end()


TROUBLES = (
    *((Trouble("a full disk", full_disk),) if can_mount() else ()),
    Trouble("a read-only folder", read_only),
    Trouble("files cannot grow", files_cannot_grow),
    Trouble("few file handles", few_handles),
    Trouble("nobody takes the output", output_full),
)
