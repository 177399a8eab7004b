"""Queries that Ctrl-C ends as it ends everything else, and whose trouble with the disk is told in a sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from codeedit_bench.errors import DatasetError, told

_SAID = "Query interrupted"
_OF_THE_DISK = ("IOException", "TransactionException", "FatalException")
"""By the name of the class, so that DuckDB is not imported to ask."""


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Raise `KeyboardInterrupt` where DuckDB 2.0 swallows it and raises a `RuntimeError` of its own.

    `DatasetError` where it cannot write, as on a full disk; `MemoryError` where its memory does not suffice.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) == _SAID:
            raise KeyboardInterrupt from error
        raise
    except Exception as error:
        kind = type(error).__name__
        if kind in _OF_THE_DISK:
            said = told(str(error).splitlines()[0])
            raise DatasetError(
                f"The catalogue of tasks cannot be written: {said}. "
                "Free some space, or name a place on another disk."
            ) from error
        if kind == "OutOfMemoryException":
            raise MemoryError from error
        raise
