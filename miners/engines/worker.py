"""A worker process: it reads pickled work from its standard input, and writes pickled outcomes to its output.

It is a program of its own and not a fork or a `multiprocessing` child: so a script that builds a data set needs no
`if __name__ == "__main__"`, and what one repository breaks is this process alone.
"""

from __future__ import annotations

import os
import pickle
import select
import sys
import threading
from collections.abc import Callable
from typing import Any

from codeedit_bench.errors import RepositoryError
from miners.engines.engine import Outcome, attempt, reason_of

MOST_BYTES = 4 << 30
"""Of memory that one worker, or a git process of it, may take."""


def main() -> None:
    """Work until the standard input ends; end at once where the parent is gone."""
    limit_memory(MOST_BYTES)
    # Whatever prints, prints to standard error: the answers have the output for themselves.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            work, item = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        pickle.dump(_portable(work, item), answers)
        answers.flush()


def limit_memory(most: int) -> None:
    """Bound the memory of this process and its children; a lower limit that is there already stays."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))


def _portable(work: Callable[[Any], Any], item: Any) -> tuple[Any, Exception | None]:
    outcome: Outcome[Any, Any] = attempt(work, item)
    error = outcome.error
    if isinstance(error, MemoryError):
        error = RepositoryError(f"it needs more than the {MOST_BYTES >> 30} GiB of memory that a worker may take")
    if error is not None:
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        except Exception:  # some exceptions cannot be pickled, each in its own way
            error = RepositoryError(reason_of(error))
    return outcome.result, error


def _end_with_parent() -> None:
    """A killed parent cannot tell its workers to end, but its end of the pipe goes with it."""
    poller = select.poll()
    poller.register(0, 0)
    poller.poll()
    os._exit(1)


if __name__ == "__main__":
    main()
