"""A full disk, whoever met it: libraries in Rust and C++ say so in words of their own, and name no file."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codeedit_bench.errors import TrainingError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_OF_RUST = re.compile(r"\(os error (\d+)\)")
"""How safetensors and tokenizers quote the system."""
_OF_TORCH = ("PytorchStreamWriter", "inline_container", "basic_ios", "iostream error")
"""What `torch.save` says where its writer in C++ could not go on. It keeps no error number."""


@contextmanager
def storage_told(out: Path) -> Iterator[None]:
    """Raise `OSError` with the folder where the block could not store what it writes to `out`."""
    try:
        yield
    except Exception as error:
        refused = refusal(error, out)
        if refused is None:
            raise
        raise refused from error


def refusal(error: Exception, out: Path) -> Exception | None:
    """What to raise in place of `error`; None where it is not of storage, or already names its file."""
    if isinstance(error, OSError):
        unnamed = error.errno in _NO_ROOM and error.filename is None
        return _refused(int(error.errno or 0), out) if unnamed else None
    said = str(error)
    quoted = _OF_RUST.search(said)
    if quoted:
        return _refused(int(quoted[1]), out)
    if any(words in said for words in _OF_TORCH):
        return TrainingError(
            f"{out}: A checkpoint could not be written to its end. "
            "Free some space, or name a place on another disk, and go on with --resume."
        )
    return None


def _refused(number: int, out: Path) -> OSError:
    return OSError(number, os.strerror(number), str(out))
