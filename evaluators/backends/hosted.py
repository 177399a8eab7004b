"""What the back ends of hosted models share: requests under way, trouble, refusals, money, keys that stay hidden.

A protocol is a subclass that writes a request's body and reads an answer.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from codeedit_bench.errors import BackendError, UsageError, told
from codeedit_bench.parsing import parse_json
from codeedit_bench.settings import Range, Unit
from evaluators.backends.addresses import check_url, is_private, model_digest_of
from evaluators.backends.backend import Completion, Request
from evaluators.backends.chat_answers import Answer
from evaluators.backends.failures import Failure, RequestFailedError
from evaluators.backends.giving_up import Patience
from evaluators.backends.messages import folded
from evaluators.backends.open_options import as_pairs
from evaluators.backends.retrying import RetryingClient
from evaluators.backends.spending import Spending
from evaluators.prompts.format import Budget, CountTokens, Message
from evaluators.secrets import (
    PIECE_OF_AN_ANSWER,
    Redactor,
    header_value,
    is_secret_header,
    key_from,
    keys_among,
)

if TYPE_CHECKING:
    import httpx

AtOnce = Annotated[int, Range(least=1, most=1024)]
Wait = Annotated[float, Range(above=0, most=86_400), Unit("seconds")]
Deadline = Annotated[float, Range(least=0, most=86_400), Unit("seconds")]
_NO_SYSTEM_ROLE = re.compile(
    r"system.{0,20}role|role.{0,40}system|system.{0,20}(?:message|prompt).{0,20}support", re.I
)


@dataclass(frozen=True, slots=True)
class Service:
    """Where a hosted model is and how it is asked: the same for every protocol."""

    model: str
    base_url: str
    key_variable: str
    key_header: str
    """The header that carries the key, with `{}` where it stands in it: `Authorization: Bearer {}`."""
    key_required: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with every request, as they are."""
    header: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    extra_body: tuple[str, ...] = ()
    concurrency: int = 8
    timeout: float = 120.0
    deadline: float = 0.0
    retries: int = 6
    first_wait: float = 1.0
    price_in: float = 0.0
    price_out: float = 0.0
    spend_limit: float = 0.0


class Hosted:
    """`concurrency` requests are under way at a time. With `spend_limit` the prices must be stated."""

    default_format = "chat"
    formats: tuple[str, ...] = ()

    def __init__(self, service: Service) -> None:
        check_url(service.base_url)
        if service.spend_limit and not (service.price_in or service.price_out):
            raise UsageError(
                "A spend_limit needs the prices per million tokens. Name price_in and price_out with --option."
            )
        key = key_from(service.key_variable, required=service.key_required)
        given = as_pairs(service.header)
        headers = {name: header_value(value, name) for name, value in given.items()}
        secret_headers = {name for name, value in headers.items() if is_secret_header(name, given[name], value)}
        import httpx

        name, _, shape = service.key_header.partition(": ")
        self._model, self._base_url = service.model, service.base_url.rstrip("/")
        self._concurrency = service.concurrency
        self._extra = {key: json_value(text) for key, text in as_pairs(service.extra_body).items()}
        self._spend_limit = service.spend_limit
        self._spending = Spending(service.price_in, service.price_out, service.spend_limit)
        self._query = as_pairs(service.query)
        self._plain_headers = {name: value for name, value in headers.items() if name not in secret_headers}
        self._redact = Redactor([key, *headers.values()])
        # An answer is code. Only what cannot stand there by accident is taken out of it: no `none` in the place of
        # a key, no address in the place of a name.
        self._redact_answer = Redactor(
            keys_among([key, *(headers[name] for name in secret_headers)]), PIECE_OF_AN_ANSWER
        )
        self._secret_headers = {name, *headers}
        self._http = httpx.Client(
            base_url=self._base_url,
            headers={**service.headers, **({name: shape.format(key)} if key else {}), **headers},
            params=self._query,
            timeout=service.timeout,
            limits=httpx.Limits(max_connections=service.concurrency),
            follow_redirects=True,
            event_hooks={"request": [self._keep_at_home]},
        )
        self._client = RetryingClient(
            self._http,
            redact=self._redact,
            retries=service.retries,
            first_wait=service.first_wait,
            deadline=service.deadline,
        )
        self._fold_system = False
        self._is_private = is_private(self._base_url)
        self._digest: str | None = None

    def _keep_at_home(self, request: httpx.Request) -> None:
        """A redirection to another server is followed without the keys: httpx takes `Authorization` alone away."""
        if _origin(str(request.url)) != _origin(self._base_url):
            for name in self._secret_headers:
                request.headers.pop(name, None)

    def identity(self) -> Mapping[str, str] | None:
        """None for a server of this machine or network that states no digest: its weights may change unseen."""
        parts = {"base_url": self._base_url, "model": self._model, **self._settings()}
        parts |= {f"query.{name}": value for name, value in self._query.items()}
        if not self._is_private:
            return parts
        if self._digest is None:
            self._digest = self._redact(model_digest_of(self._http, self._base_url, self._model))
        return parts | {"digest": self._digest} if self._digest else None

    def unstated_identity(self) -> Mapping[str, str]:
        """Headers that may decide answers, such as a beta's name. A manifest does not state their values."""
        return {f"header.{name}": value for name, value in self._plain_headers.items()}

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
            message = told(self._redact(str(error)))
            if error.kind is Failure.FILTERED:
                answer = Answer("", "content_filter", 0, 0)
            else:
                failure = RequestFailedError(message, error.kind)
        else:
            message = ""
        finally:
            self._spending.settle(reserved, answer.prompt_tokens, answer.completion_tokens)
        completion = Completion(
            request.task.task_id,
            request.sample,
            self._redact_answer(answer.text),
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
                return self._read(self._client.post(*self._request(request, messages)))
            except RequestFailedError as error:
                if not (has_system and error.kind is Failure.INPUT and _NO_SYSTEM_ROLE.search(str(error))):
                    raise
                self._fold_system = True
        return self._read(self._client.post(*self._request(request, folded(messages))))

    def _settings(self) -> dict[str, str]:
        """What of a request's body is the same for all of them and decides the answers."""
        return {name: json.dumps(value, sort_keys=True) for name, value in self._extra.items()}

    def _request(self, request: Request, messages: Sequence[Message]) -> tuple[str, dict[str, Any]]:
        """The path and the body of a request in this protocol."""
        raise NotImplementedError

    def _read(self, answer: Mapping[str, Any]) -> Answer:
        """What an answer's JSON says; `RequestFailedError` for another shape."""
        raise NotImplementedError

    def _require_messages(self, messages: Sequence[Message]) -> None:
        if not messages:
            raise BackendError(
                "This protocol knows chats alone, and the prompt format writes a plain prompt. Use a chat format "
                "(`codeedit formats` lists them)."
            )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def json_value(text: str) -> Any:
    """The JSON that an option holds; what is not JSON is a text."""
    try:
        return parse_json(text)
    except ValueError:
        return text


def _texts(request: Request) -> list[str]:
    return [message.content for message in request.prompt.messages] or [request.prompt.text]
