"""Ask a server again when asking again can help: 429, 5xx, timeouts, cut connections, errors inside a 200."""

from __future__ import annotations

import email.utils
import json
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codeedit_bench.parsing import parse_json
from evaluators.backends.failures import Failure, RequestFailedError

if TYPE_CHECKING:
    import httpx

LONGEST_WAIT = 60.0
EXCERPT = 200
_READ = 100_000
"""Characters of an error's text that are looked at; keys are hidden in them before the excerpt is cut."""
_OUT_OF_CREDITS = re.compile(
    r"insufficient_quota|exceeded your current quota|billing|insufficient (?:credits|balance|funds)|out of credits"
    r"|credit balance|payment required",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"content[_ -]?filter|content[_ -]?policy|moderation|flagged|responsible ?ai|safety system", re.IGNORECASE
)
_AGAIN = (408, 409, 425, 429)
_ANSWERS = ("choices", "content", "candidates")
"""Where the protocols have their answer: an `error` beside it does not take it back."""
_RETRY_DELAY = re.compile(r'"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"')
"""Google's rate limit speaks of quota and billing as an empty account does, but says when to come back."""
_NO_KEY = re.compile(r"API_KEY_INVALID|API key not valid")
_KINDS = {401: Failure.KEY, 402: Failure.CREDITS, 403: Failure.FORBIDDEN, 404: Failure.ADDRESS}


@dataclass(frozen=True, slots=True)
class _Try:
    """What became of one try: the answer, or the problem and whether asking again may help."""

    answer: dict[str, Any] | None = None
    problem: str = ""
    kind: Failure = Failure.INPUT
    again: bool = False
    asked_to_wait: float = 0.0
    """Seconds that the server asks for."""


class RetryingClient:
    """Posts JSON. Waits grow exponentially with full jitter; a `Retry-After` is honoured up to a minute.

    `deadline` bounds all tries and waits of one request together, in seconds; 0 means no bound. `stop` ends the
    waits of every thread.
    """

    def __init__(
        self,
        client: httpx.Client,
        *,
        redact: Callable[[str], str],
        retries: int,
        first_wait: float,
        deadline: float = 0.0,
    ) -> None:
        self._client, self._redact = client, redact
        self._retries, self._first_wait, self._deadline = retries, first_wait, deadline
        self._random = random.Random()  # noqa: S311 - jitter must differ between processes and is no secret
        self.stop = threading.Event()

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer's JSON object; `RequestFailedError` after the last try or where trying again cannot help."""
        started = time.monotonic()
        found = _Try(problem="the run is being stopped", kind=Failure.SERVER)
        for attempt in range(self._retries + 1):
            if self.stop.is_set():
                break
            left = self._deadline - (time.monotonic() - started) if self._deadline else None
            if left is not None and left <= 0:
                problem = f"no answer within the deadline of {self._deadline:g} s; before that: {found.problem}"
                raise RequestFailedError(problem, Failure.SERVER)
            found = self._once(path, body, left)
            if found.answer is not None:
                return found.answer
            if not found.again:
                break
            if attempt < self._retries:
                wait = self._random.uniform(0, self._first_wait * 2**attempt)
                self.stop.wait(min(LONGEST_WAIT, max(wait, found.asked_to_wait)))
        raise RequestFailedError(found.problem, found.kind)

    def _once(self, path: str, body: Mapping[str, Any], left: float | None) -> _Try:
        import httpx

        try:
            response, text = self._send(path, body, left)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            problem = self._excerpt(f"{type(error).__name__}: {error}")
            return _Try(problem=problem, kind=Failure.SERVER, again=True)
        excerpt = self._excerpt(text)
        if response.status_code != 200:
            kind = _kind_of(response.status_code, text, _sent(body))
            return _Try(
                problem=f"HTTP {response.status_code}: {excerpt}",
                kind=kind,
                again=kind is Failure.SERVER,
                asked_to_wait=_retry_after(response, text),
            )
        answer = _json_object(text)
        if answer is None:
            return _Try(problem=f"an answer that is not a JSON object: {excerpt}", kind=Failure.SERVER, again=True)
        if answer.get("error") and not any(answer.get(name) for name in _ANSWERS):
            kind = Failure.CREDITS if _tells(_OUT_OF_CREDITS, text, _sent(body)) else Failure.SERVER
            return _Try(problem=f"HTTP 200 with an error: {excerpt}", kind=kind, again=kind is Failure.SERVER)
        return _Try(answer=answer)

    def _send(self, path: str, body: Mapping[str, Any], left: float | None) -> tuple[httpx.Response, str]:
        """The response with its whole text, read until the deadline at most."""
        import httpx

        ends = None if left is None else time.monotonic() + left
        with self._client.stream("POST", path, json=body) as response:
            parts = []
            for part in response.iter_bytes():
                parts.append(part)
                if ends is not None and time.monotonic() > ends:
                    raise httpx.ReadTimeout(f"no whole answer within the deadline of {self._deadline:g} s")
                if self.stop.is_set():
                    raise httpx.ReadTimeout("the run is being stopped")
            text = b"".join(parts).decode("utf-8", "replace")
        return response, text

    def _excerpt(self, text: str) -> str:
        return " ".join(self._redact(text[:_READ]).split())[:EXCERPT]


def _sent(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False).casefold()


def _tells(pattern: re.Pattern[str], text: str, sent: str) -> bool:
    """Whether an error speaks of something in words of its own. Servers repeat a request that they reject, and a
    prompt is code, which may deal with billing or with moderation."""
    return any(found[0].casefold() not in sent for found in pattern.finditer(text[:_READ]))


def _kind_of(status: int, text: str, sent: str) -> Failure:
    """What a status other than 200 tells, with the words that came with it and were not `sent`."""
    if status == 429 and _RETRY_DELAY.search(text):
        return Failure.SERVER
    if status == 400 and _NO_KEY.search(text):
        return Failure.KEY
    if status in (400, 402, 403, 429) and _tells(_OUT_OF_CREDITS, text, sent):
        return Failure.CREDITS
    if status in (400, 403, 422) and _tells(_FILTERED, text, sent):
        return Failure.FILTERED
    if status in _AGAIN or status >= 500:
        return Failure.SERVER
    return _KINDS.get(status, Failure.INPUT)


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        value = parse_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _retry_after(response: httpx.Response, text: str) -> float:
    """Seconds that the server asks to wait: a number or a date; 0 where it says neither."""
    if delay := _RETRY_DELAY.search(text):
        return float(delay[1])
    stated = response.headers.get("retry-after", "0")
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(stated).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return 0.0
