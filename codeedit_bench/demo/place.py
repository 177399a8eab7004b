"""The demo's folder: made, emptied of an earlier demo, and kept from a second one that starts meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

from codeedit_bench.errors import UsageError

MARK = ".codeedit-demo"
"""A file in the demo's folder that tells that it may be replaced. Who holds its lock writes the folder."""


@contextlib.contextmanager
def own_folder(out: Path) -> Iterator[None]:
    """Make `out` an empty folder and hold it until the block ends; an earlier demo in it is removed.

    `UsageError` where somebody else's files are in it, and where another demo is at work in it.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).is_file())):
        raise UsageError(f"{out} exists and was not made by `codeedit demo`. Name another folder with --out.")
    out.mkdir(parents=True, exist_ok=True)
    with (out / MARK).open("a", encoding="utf-8") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                f"Another demo is at work in {out}. Wait for its end, or name another folder with --out."
            ) from error
        mark.truncate(0)
        mark.write("`codeedit demo` made this folder and replaces it when it runs again.\n")
        mark.flush()
        for path in out.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != MARK:
                path.unlink()
        yield
