"""One writer a run: a second process on the same folder is refused while the first one works."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from codeedit_bench.errors import RunError

_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the run's folder, which must exist. `RunError` where another process holds it.

    The lock is the system's, on the folder itself: it leaves no file, and ends with its process however that ends.
    A file system without such locks (some network ones) holds nobody back.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                raise RunError(
                    f"Another process is writing the run at {folder}. Wait for it, or name another folder."
                ) from error
        yield
    finally:
        os.close(handle)
