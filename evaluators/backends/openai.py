"""`openai`: any server that speaks OpenAI's protocol: hosted ones, vLLM's, llama.cpp's. Chat and completions.

Keys come from environment variables alone and are kept out of manifests, logs, error texts and answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from codeedit_bench.settings import Amount, Count, Text
from evaluators.backends.backend import BackendSpec, Request
from evaluators.backends.chat_answers import Answer, read_answer
from evaluators.backends.hosted import AtOnce, Deadline, Hosted, Service, Wait
from evaluators.prompts.format import Message

_DEFAULT_KEY = "OPENAI_API_KEY"


class OpenAI(Hosted):
    """Chat where the prompt is messages, completions where it is a text."""

    def __init__(
        self,
        model: Text,
        *,
        base_url: Text = "https://api.openai.com/v1",
        key_variable: Text = _DEFAULT_KEY,
        header: tuple[str, ...] = (),
        query: tuple[str, ...] = (),
        extra_body: tuple[str, ...] = (),
        concurrency: AtOnce = 8,
        timeout: Wait = 120.0,
        deadline: Deadline = 0.0,
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
        super().__init__(
            Service(
                model,
                base_url,
                key_variable,
                "Authorization: Bearer {}",
                key_required=key_variable != _DEFAULT_KEY,
                header=header,
                query=query,
                extra_body=extra_body,
                concurrency=concurrency,
                timeout=timeout,
                deadline=deadline,
                retries=retries,
                first_wait=first_wait,
                price_in=price_in,
                price_out=price_out,
                spend_limit=spend_limit,
            )
        )
        self._max_tokens_field = max_tokens_field
        self._send_seed, self._send_temperature = send_seed, send_temperature
        if reasoning_effort:
            self._extra["reasoning_effort"] = reasoning_effort

    def _settings(self) -> dict[str, str]:
        unsent = {"temperature": self._send_temperature, "seed": self._send_seed}
        return super()._settings() | {name: "not sent" for name, sent in unsent.items() if not sent}

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

    def _read(self, answer: Mapping[str, Any]) -> Answer:
        return read_answer(answer)


BACKEND = BackendSpec(
    "openai",
    "any OpenAI-compatible server, chat or completions",
    "a server, and its key in $OPENAI_API_KEY or the variable that key_variable names",
    OpenAI,
    packages=("httpx",),
    secret_options=("header",),
    open_options=("header", "query", "extra_body"),
)
