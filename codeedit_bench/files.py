"""Files that are either whole or not there: write beside, then rename."""

from __future__ import annotations

import contextlib
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


def require_place(target: Path) -> None:
    """`UsageError` where nothing can be written at `target`; makes nothing. For a check before long work."""
    for place in (target, *target.absolute().parents):
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
    """Yield a temporary path beside `target`; rename it over `target` if the block ends without an error."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".partial")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


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
    is refused with `UsageError`, so that nobody's own folder is ever removed.
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
    temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".partial"))
    try:
        yield temporary
        temporary.chmod(0o755)
        if target.is_dir():
            shutil.rmtree(target)
        temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
