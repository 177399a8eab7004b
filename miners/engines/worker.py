"""A worker process: it reads pickled work from its standard input, and writes pickled outcomes to its output.

It is a program of its own and not a fork or a `multiprocessing` child. So a script that builds a data set needs no
`if __name__ == "__main__"`. What one repository breaks is this process alone.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import threading

from miners.engines.engine import MOST_BYTES, attempt_elsewhere


def main() -> None:
    """Work until the standard input ends; end at once where the parent is gone."""
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        # Ctrl-C reaches the whole group. The parent tells the user; a worker tidies up and goes in silence.
        signal.signal(signal.SIGINT, lambda *_: sys.exit(1))
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
        outcome = attempt_elsewhere(work, item)
        pickle.dump((outcome.result, outcome.error), answers)
        answers.flush()


def limit_memory(most: int) -> None:
    """Bound the memory of this process and its children; a lower limit that is there already stays."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))


def _end_with_parent() -> None:
    """A killed parent cannot tell its workers to end, but its end of the pipe goes with it."""
    poller = select.poll()
    poller.register(0, 0)
    poller.poll()
    os._exit(1)


if __name__ == "__main__":
    main()
