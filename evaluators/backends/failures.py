"""What can go wrong with one request, by what it tells about the next ones."""

from __future__ import annotations

from enum import Enum


class Failure(Enum):
    KEY = "key"
    """401: the server does not accept the key."""
    ADDRESS = "address"
    """404: there is no such model or path."""
    CREDITS = "credits"
    """402, or a 403 or 429 that speaks of quota, credits or billing: waiting does not help."""
    FORBIDDEN = "forbidden"
    """403: this input, or this account."""
    SERVER = "server"
    """No connection, a timeout, 5xx or a rate limit, after every new try."""
    FILTERED = "filtered"
    """A content filter or a moderator refused this input: an outcome of the sample, which nobody asks again."""
    INPUT = "input"
    """Another 4xx, or an answer of an unknown shape."""


class RequestFailedError(Exception):
    """One request that could not be answered; a matter of one sample."""

    def __init__(self, message: str, kind: Failure = Failure.INPUT) -> None:
        super().__init__(message)
        self.kind = kind
