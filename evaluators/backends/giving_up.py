"""When failed requests end a run: at once where none can succeed, never for one input that was refused."""

from __future__ import annotations

from codeedit_bench.errors import BackendError, told
from evaluators.backends.failures import Failure, RequestFailedError

AT_ONCE, NEVER = 1, 10**9
UNTRIED_LIMITS = {
    Failure.KEY: AT_ONCE,
    Failure.ADDRESS: AT_ONCE,
    Failure.CREDITS: AT_ONCE,
    Failure.FORBIDDEN: 3,
    Failure.SERVER: 5,
    Failure.INPUT: 20,
    Failure.FILTERED: NEVER,
}
"""So many failures of a kind in a row end a run in which nothing was answered yet."""
LIMITS = {
    Failure.KEY: 3,
    Failure.ADDRESS: 3,
    Failure.CREDITS: AT_ONCE,
    Failure.FORBIDDEN: 20,
    Failure.SERVER: 5,
    Failure.INPUT: 50,
    Failure.FILTERED: NEVER,
}
"""The same once the server has answered: a moderated input or a short trouble costs its samples alone."""
_SENTENCES = {
    Failure.KEY: "The server refused the key",
    Failure.ADDRESS: "The server knows no such model or address",
    Failure.CREDITS: "The credits or the quota are used up",
    Failure.FORBIDDEN: "The server forbids these requests",
    Failure.SERVER: "The server does not answer",
    Failure.INPUT: "The server refuses these requests",
    Failure.FILTERED: "A content filter refuses these requests",
}


class Patience:
    """Is told what became of each request, in the order in which they end."""

    def __init__(self) -> None:
        self._succeeded = False
        self._kind: Failure | None = None
        self._row = 0

    def answered(self) -> None:
        self._succeeded = True
        self._row = 0

    def failed(self, error: RequestFailedError) -> BackendError | None:
        """The error that ends the run, or None where it goes on."""
        self._row = self._row + 1 if error.kind is self._kind else 1
        self._kind = error.kind
        limit = (LIMITS if self._succeeded else UNTRIED_LIMITS)[error.kind]
        if self._row < limit:
            return None
        times = f", {self._row} times in a row" if self._row > 1 else ""
        return BackendError(
            f"{_SENTENCES[error.kind]}{times}: {told(error)}. The same command goes on from here later."
        )
