"""Files that are either whole or not there: write beside, then rename."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codeedit_bench.errors import UsageError


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal bytes, so that it can be hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


_LONGEST_NAME = 230
"""Bytes: file systems take 255, and unfinished work has a longer name than what it becomes."""


def _refuse_devices(target: Path) -> None:
    """To rename a file over a device removes the device, which the system needs: root may do it."""
    if target.exists() and not target.is_file() and not target.is_dir():
        raise UsageError(f"{target} is a device or a pipe. Name another place.")


def require_folder(target: Path) -> None:
    """`UsageError` where `target` is something else than a folder, or cannot be made; makes nothing."""
    require_place(target)
    if target.is_file():
        raise UsageError(f"{target} is a file. Name a folder.")


def require_place(target: Path) -> None:
    """`UsageError` where nothing can be written at `target`; makes nothing. For a check before long work."""
    _refuse_devices(target)
    for place in (target, *target.absolute().parents):
        if len(os.fsencode(place.name)) > _LONGEST_NAME:
            raise UsageError(f"{place.name[:40]}… is too long for the name of a file. Choose a shorter name.")
        if place.exists():
            if place != target and not place.is_dir():
                raise UsageError(f"{target} cannot be made: {place} is a file. Name another place.")
            if not os.access(place, os.W_OK):
                raise UsageError(
                    f"{target} cannot be written: {place} is not yours to write to. Name another place."
                )
            return


@contextlib.contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; rename it over `target` if the block ends without an error.

    A kill leaves unfinished work behind. Whoever writes the same target next takes it over, so that none stays.
    """
    _refuse_devices(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        temporary = _taken_over(target, held, os.O_RDWR | os.O_CREAT)
        if temporary is None:  # another process writes the same target
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".partial")
            os.close(handle)
            temporary = Path(name)
        try:
            yield temporary
            temporary.chmod(0o644)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


def _place_of_work(target: Path) -> Path:
    return target.with_name(f".{target.name}.codeedit.partial")


def _taken_over(target: Path, held: contextlib.ExitStack, flags: int) -> Path | None:
    """The one place beside `target` where unfinished work lies, locked until `held` ends.

    None where a living process holds it, where it is somebody else's, or where the file system knows no locks.
    """
    place = _place_of_work(target)
    try:
        handle = os.open(place, flags | os.O_NOFOLLOW, 0o600)
    except OSError:
        return None  # a link, or of another user
    held.callback(os.close, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours, there = os.fstat(handle), place.lstat()
    except OSError:
        return None
    is_whole = ours.st_uid == os.geteuid() and (ours.st_nlink == 1 or flags & os.O_DIRECTORY)
    # Another process may have finished with it, and renamed it, between the opening and the lock.
    if not is_whole or (ours.st_dev, ours.st_ino) != (there.st_dev, there.st_ino):
        return None
    if not flags & os.O_DIRECTORY:
        os.ftruncate(handle, 0)
    return place


def write_text(target: Path, text: str) -> None:
    with atomic_path(target) as path:
        path.write_text(text, encoding="utf-8", newline="\n")


def write_json(target: Path, value: Any) -> None:
    """Indented, sorted, with a newline at the end: readable in a diff and the same bytes every time."""
    write_text(target, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


@contextlib.contextmanager
def atomic_directory(target: Path, *, replaces: str = "") -> Iterator[Path]:
    """Yield an empty directory beside `target` that becomes `target` if the block ends without an error.

    `replaces` is a file that marks a folder as ours to replace. An existing non-empty `target` without that file
    is refused with `UsageError`, so that nobody's own folder is ever removed. What a kill has left is taken over.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        if not replaces:
            raise UsageError(f"{target} exists and is not empty. Name another folder, or remove it.")
        if target.is_symlink() or not (target / replaces).is_file():
            raise UsageError(
                f"{target} has no {replaces}, so it was not made by this command and is not replaced. "
                "Name another folder."
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            _place_of_work(target).mkdir(0o700)
        temporary = _taken_over(target, held, os.O_RDONLY | os.O_DIRECTORY)
        if temporary is None:  # another process makes the same folder
            temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".partial"))
        try:
            _empty(temporary)
            yield temporary
            temporary.chmod(0o755)
            if target.is_dir():
                shutil.rmtree(target)
            temporary.replace(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
