"""Ask a server again when asking again can help: 429, 5xx, timeouts, cut connections, answers that are no JSON."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import BackendError

if TYPE_CHECKING:
    import httpx

LONGEST_WAIT = 60.0
_REFUSED = {401: "refused the key", 403: "refused the key", 404: "knows no such model or address"}


class RequestFailedError(Exception):
    """One request that could not be answered; a matter of one sample."""


class RetryingClient:
    """Posts JSON. Waits grow exponentially with full jitter; a `Retry-After` is honoured up to a minute."""

    def __init__(self, client: httpx.Client, *, secret: str, retries: int, first_wait: float) -> None:
        self._client, self._secret = client, secret
        self._retries, self._first_wait = retries, first_wait
        self._random = random.Random()  # noqa: S311 - jitter must differ between processes and is no secret

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer's JSON object. `RequestFailedError` after the last try or where trying again cannot help;
        `BackendError` where no request can ever succeed."""
        import httpx

        problem = ""
        for attempt in range(self._retries + 1):
            asked_to_wait = 0.0
            try:
                response = self._client.post(path, json=body)
            except httpx.HTTPError as error:
                problem = f"{type(error).__name__}: {error}"
            else:
                status = response.status_code
                if status in _REFUSED:
                    raise BackendError(f"The server {_REFUSED[status]} (HTTP {status}): {self._excerpt(response)}")
                if status == 200:
                    answer = _json_object(response)
                    if answer is not None:
                        return answer
                    problem = f"an answer that is no JSON object: {self._excerpt(response)}"
                else:
                    problem = f"HTTP {status}: {self._excerpt(response)}"
                    if status != 429 and status < 500:
                        break
                    asked_to_wait = _retry_after(response)
            if attempt < self._retries:
                wait = self._random.uniform(0, self._first_wait * 2**attempt)
                time.sleep(min(LONGEST_WAIT, max(wait, asked_to_wait)))
        raise RequestFailedError(self.redacted(problem))

    def redacted(self, text: str) -> str:
        return text.replace(self._secret, "***") if self._secret else text

    def _excerpt(self, response: httpx.Response) -> str:
        return self.redacted(" ".join(response.text.split())[:200])


def _json_object(response: httpx.Response) -> dict[str, Any] | None:
    try:
        value = response.json()
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _retry_after(response: httpx.Response) -> float:
    try:
        return float(response.headers.get("retry-after", "0"))
    except ValueError:
        return 0.0
