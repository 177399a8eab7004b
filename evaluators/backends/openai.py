"""`openai`: any server that speaks OpenAI's protocol: hosted ones, vLLM's, llama.cpp's. Chat and completions.

The key comes from an environment variable alone and is kept out of manifests, logs and error texts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Annotated, Any
from urllib.parse import urlsplit

from codeedit_bench.errors import BackendError, UsageError
from codeedit_bench.settings import Amount, Count, Positive, Range, Text, Unit
from evaluators.backends.backend import BackendSpec, Completion, Request
from evaluators.backends.retrying import RequestFailedError, RetryingClient
from evaluators.backends.spending import Spending
from evaluators.prompts.format import Budget, CountTokens

Wait = Annotated[float, Range(above=0, most=86_400), Unit("seconds")]
_HOPELESS = 20
"""So many failures without one success end the run: the server is not there."""


class OpenAI:
    """`concurrency` requests are under way at a time. With `spend_limit` the prices must be stated."""

    default_format = "chat"
    formats: tuple[str, ...] = ()

    def __init__(
        self,
        model: Text,
        *,
        base_url: Text = "https://api.openai.com/v1",
        key_variable: Text = "OPENAI_API_KEY",
        concurrency: Positive = 8,
        timeout: Wait = 120.0,
        retries: Count = 6,
        first_wait: Wait = 1.0,
        max_tokens_field: Text = "max_tokens",
        send_seed: bool = True,
        price_in: Amount = 0.0,
        price_out: Amount = 0.0,
        spend_limit: Amount = 0.0,
    ) -> None:
        _check_url(base_url)
        if spend_limit and not (price_in or price_out):
            raise UsageError("A spend_limit needs the prices per million tokens: --option price_in=… price_out=…")
        import httpx

        self._model, self._base_url, self._concurrency = model, base_url.rstrip("/"), concurrency
        self._max_tokens_field, self._send_seed = max_tokens_field, send_seed
        self._spend_limit, self._spending = spend_limit, Spending(price_in, price_out, spend_limit)
        key = os.environ.get(key_variable, "")
        self._http = httpx.Client(
            base_url=self._base_url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=timeout,
            limits=httpx.Limits(max_connections=concurrency),
        )
        self._client = RetryingClient(self._http, secret=key, retries=retries, first_wait=first_wait)

    def identity(self) -> Mapping[str, str] | None:
        return {"base_url": self._base_url, "model": self._model}

    def count_tokens(self) -> CountTokens | None:
        return None

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        pass

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        failures = 0
        succeeded = False
        waiting = iter(requests)
        under_way: set[Future[Completion | None]] = set()
        out_of_money = False
        with ThreadPoolExecutor(self._concurrency) as pool:
            try:
                while True:
                    # No more than are sent at a time: what is answered but not yet handed on is lost by a kill.
                    while len(under_way) < self._concurrency and not out_of_money:
                        request = next(waiting, None)
                        if request is None:
                            break
                        under_way.add(pool.submit(self._one, request))
                    if not under_way:
                        break
                    finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in finished:
                        completion = future.result()
                        if completion is None:
                            out_of_money = True
                            continue
                        yield completion
                        failures += completion.finish_reason == "error"
                        succeeded = succeeded or completion.finish_reason != "error"
                        if failures >= _HOPELESS and not succeeded:
                            raise BackendError(
                                f"{self._base_url} answered none of {failures} requests. "
                                f"The last: {completion.error}"
                            )
            finally:
                for future in under_way:
                    future.cancel()
        if out_of_money:
            raise BackendError(
                f"The spending limit of {self._spend_limit:g} is reached: {self._spending.spent:.4f} spent. "
                "The answers so far are kept; raise spend_limit and call it again."
            )

    def close(self) -> None:
        self._http.close()

    def _one(self, request: Request) -> Completion | None:
        """One completion; None where the spending limit forbids to ask."""
        estimate = sum(Budget().count_tokens(text) for text in _texts(request))
        reserved = self._spending.reserve(estimate, request.max_tokens)
        if reserved is None:
            return None
        started = time.perf_counter()
        try:
            path, body = self._request(request)
            text, reason, tokens_in, tokens_out = _read(self._client.post(path, body))
        except RequestFailedError as error:
            self._spending.settle(reserved, 0, 0)
            seconds = time.perf_counter() - started
            return Completion(request.task.task_id, request.sample, "", "error", 0, 0, seconds, str(error))
        except BaseException:
            self._spending.settle(reserved, 0, 0)
            raise
        self._spending.settle(reserved, tokens_in, tokens_out)
        seconds = time.perf_counter() - started
        return Completion(request.task.task_id, request.sample, text, reason, tokens_in, tokens_out, seconds)

    def _request(self, request: Request) -> tuple[str, dict[str, Any]]:
        body: dict[str, Any] = {
            "model": self._model,
            self._max_tokens_field: request.max_tokens,
            "temperature": request.temperature,
        }
        if self._send_seed:
            body["seed"] = request.seed
        if request.prompt.stop:
            body["stop"] = list(request.prompt.stop)
        if request.prompt.messages:
            body["messages"] = [{"role": m.role, "content": m.content} for m in request.prompt.messages]
            return "/chat/completions", body
        return "/completions", {**body, "prompt": request.prompt.text}


def _read(answer: Mapping[str, Any]) -> tuple[str, str, int, int]:
    """Text, finish reason, prompt and completion tokens; `RequestFailedError` for another shape."""
    try:
        choice = answer["choices"][0]
        text = choice["message"].get("content") if "message" in choice else choice["text"]
        if text is not None and not isinstance(text, str):
            raise TypeError("the content is no text")
        reason = "length" if choice.get("finish_reason") == "length" else "stop"
        usage = answer.get("usage") or {}
        return text or "", reason, int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise RequestFailedError(f"an answer of an unknown shape: {type(error).__name__} {error}") from error


def _texts(request: Request) -> list[str]:
    return [message.content for message in request.prompt.messages] or [request.prompt.text]


def _check_url(url: str) -> None:
    """Addresses with secrets in them would end up in manifests."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"The base_url {url!r} is no http or https address.")
    if "@" in parts.netloc or parts.query:
        raise UsageError(
            "The base_url must hold no user, password or query. Keys belong in an environment variable."
        )


BACKEND = BackendSpec(
    "openai",
    "any OpenAI-compatible server, chat or completions",
    "a server, and its key in $OPENAI_API_KEY or the variable that key_variable names",
    OpenAI,
    packages=("httpx",),
)
