"""`openai`: any server that speaks OpenAI's protocol: hosted ones, vLLM's, llama.cpp's. Chat and completions.

Keys come from environment variables alone and are kept out of manifests, logs, error texts and answers.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Annotated, Any

from codeedit_bench.errors import BackendError, UsageError
from codeedit_bench.settings import Amount, Count, Positive, Range, Text, Unit
from evaluators.backends.addresses import check_url, is_private, model_digest_of
from evaluators.backends.backend import BackendSpec, Completion, Request
from evaluators.backends.chat_answers import Answer, read_answer
from evaluators.backends.failures import Failure, RequestFailedError
from evaluators.backends.giving_up import Patience
from evaluators.backends.messages import folded
from evaluators.backends.open_options import as_pairs
from evaluators.backends.retrying import RetryingClient
from evaluators.backends.spending import Spending
from evaluators.prompts.format import Budget, CountTokens, Message
from evaluators.secrets import Redactor, header_value, key_from

Wait = Annotated[float, Range(above=0, most=86_400), Unit("seconds")]
_DEFAULT_KEY = "OPENAI_API_KEY"
_NO_SYSTEM_ROLE = re.compile(
    r"system.{0,20}role|role.{0,40}system|system.{0,20}(?:message|prompt).{0,20}support", re.I
)


class OpenAI:
    """`concurrency` requests are under way at a time. With `spend_limit` the prices must be stated."""

    default_format = "chat"
    formats: tuple[str, ...] = ()

    def __init__(
        self,
        model: Text,
        *,
        base_url: Text = "https://api.openai.com/v1",
        key_variable: Text = _DEFAULT_KEY,
        header: tuple[str, ...] = (),
        query: tuple[str, ...] = (),
        extra_body: tuple[str, ...] = (),
        concurrency: Positive = 8,
        timeout: Wait = 120.0,
        deadline: Annotated[float, Range(least=0, most=86_400), Unit("seconds")] = 0.0,
        retries: Count = 6,
        first_wait: Wait = 1.0,
        max_tokens_field: Text = "max_tokens",
        reasoning_effort: str = "",
        send_temperature: bool = True,
        send_seed: bool = True,
        price_in: Amount = 0.0,
        price_out: Amount = 0.0,
        spend_limit: Amount = 0.0,
    ) -> None:
        check_url(base_url)
        if spend_limit and not (price_in or price_out):
            raise UsageError("A spend_limit needs the prices per million tokens: --option price_in=… price_out=…")
        key = key_from(key_variable, required=key_variable != _DEFAULT_KEY)
        headers = {name: header_value(value, name) for name, value in as_pairs(header).items()}
        import httpx

        self._model, self._base_url, self._concurrency = model, base_url.rstrip("/"), concurrency
        self._max_tokens_field, self._send_seed, self._send_temperature = (
            max_tokens_field,
            send_seed,
            send_temperature,
        )
        self._extra = {name: _json_value(text) for name, text in as_pairs(extra_body).items()}
        if reasoning_effort:
            self._extra["reasoning_effort"] = reasoning_effort
        self._spend_limit, self._spending = spend_limit, Spending(price_in, price_out, spend_limit)
        self._redact = Redactor([key, *headers.values()])
        self._http = httpx.Client(
            base_url=self._base_url,
            headers=({"Authorization": f"Bearer {key}"} if key else {}) | headers,
            params=as_pairs(query),
            timeout=timeout,
            limits=httpx.Limits(max_connections=concurrency),
            follow_redirects=True,
        )
        self._client = RetryingClient(
            self._http, redact=self._redact, retries=retries, first_wait=first_wait, deadline=deadline
        )
        self._fold_system = False
        self._digest: str | None = None

    def identity(self) -> Mapping[str, str] | None:
        """None for a server of this machine or network that states no digest: its weights may change unseen."""
        parts = {"base_url": self._base_url, "model": self._model, **self._settings()}
        if not is_private(self._base_url):
            return parts
        if self._digest is None:
            self._digest = self._redact(model_digest_of(self._http, self._base_url, self._model))
        return parts | {"digest": self._digest} if self._digest else None

    def count_tokens(self) -> CountTokens | None:
        return None

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        pass

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        patience = Patience()
        waiting = iter(requests)
        under_way: set[Future[tuple[Completion, RequestFailedError | None] | None]] = set()
        end: BackendError | None = None
        with ThreadPoolExecutor(self._concurrency) as pool:
            try:
                while True:
                    # No more than are sent at a time: what is answered but not yet handed on is lost by a kill.
                    while len(under_way) < self._concurrency and end is None:
                        request = next(waiting, None)
                        if request is None:
                            break
                        under_way.add(pool.submit(self._one, request))
                    if not under_way:
                        break
                    finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in finished:
                        result = future.result()
                        if result is None:
                            end = end or self._out_of_money()
                            continue
                        completion, failure = result
                        if failure is None:
                            patience.answered()
                        elif end is None:
                            end = patience.failed(failure)
                            if end is not None:
                                self._client.stop.set()
                        yield completion
            finally:
                self._client.stop.set()
                for future in under_way:
                    future.cancel()
        self._client.stop.clear()
        if end is not None:
            raise end

    def close(self) -> None:
        self._http.close()

    def _out_of_money(self) -> BackendError:
        return BackendError(
            f"The spending limit of {self._spend_limit:g} is reached: {self._spending.spent:.4f} spent. "
            "The answers so far are kept; raise spend_limit and call it again."
        )

    def _one(self, request: Request) -> tuple[Completion, RequestFailedError | None] | None:
        """One completion, and why it failed if it did; None where the spending limit forbids to ask."""
        estimate = sum(Budget().count_tokens(text) for text in _texts(request))
        reserved = self._spending.reserve(estimate, request.max_tokens)
        if reserved is None:
            return None
        started = time.perf_counter()
        answer, failure = Answer("", "error", 0, 0), None
        try:
            answer = self._ask(request)
        except RequestFailedError as error:
            if error.kind is Failure.FILTERED:
                answer = Answer("", "content_filter", 0, 0)
            else:
                failure = error
            message = self._redact(str(error))
        else:
            message = ""
        finally:
            self._spending.settle(reserved, answer.prompt_tokens, answer.completion_tokens)
        completion = Completion(
            request.task.task_id,
            request.sample,
            self._redact(answer.text),
            answer.finish_reason,
            answer.prompt_tokens,
            answer.completion_tokens,
            time.perf_counter() - started,
            message,
        )
        return completion, failure

    def _ask(self, request: Request) -> Answer:
        """The answer; a server that knows no system role is asked again with its text before the user's."""
        messages = request.prompt.messages
        has_system = any(message.role == "system" for message in messages)
        if not (self._fold_system and has_system):
            try:
                return read_answer(self._client.post(*self._request(request, messages)))
            except RequestFailedError as error:
                if not (has_system and error.kind is Failure.INPUT and _NO_SYSTEM_ROLE.search(str(error))):
                    raise
                self._fold_system = True
        return read_answer(self._client.post(*self._request(request, folded(messages))))

    def _settings(self) -> dict[str, str]:
        """What of a request's body is the same for all of them and decides the answers."""
        settings = {name: json.dumps(value, sort_keys=True) for name, value in self._extra.items()}
        unsent = {"temperature": self._send_temperature, "seed": self._send_seed}
        return settings | {name: "not sent" for name, sent in unsent.items() if not sent}

    def _request(self, request: Request, messages: Sequence[Message]) -> tuple[str, dict[str, Any]]:
        body: dict[str, Any] = {"model": self._model, self._max_tokens_field: request.max_tokens}
        if self._send_temperature:
            body["temperature"] = request.temperature
        if self._send_seed:
            body["seed"] = request.seed
        if request.prompt.stop:
            body["stop"] = list(request.prompt.stop)
        body |= self._extra
        if messages:
            body["messages"] = [{"role": m.role, "content": m.content} for m in messages]
            return "/chat/completions", body
        return "/completions", {**body, "prompt": request.prompt.text}


def _json_value(text: str) -> Any:
    """The JSON that an option holds; what is not JSON is a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _texts(request: Request) -> list[str]:
    return [message.content for message in request.prompt.messages] or [request.prompt.text]


BACKEND = BackendSpec(
    "openai",
    "any OpenAI-compatible server, chat or completions",
    "a server, and its key in $OPENAI_API_KEY or the variable that key_variable names",
    OpenAI,
    packages=("httpx",),
    secret_options=("header",),
    open_options=("header", "query", "extra_body"),
)
