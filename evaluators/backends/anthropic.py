"""`anthropic`: models behind Anthropic's Messages protocol (docs.claude.com, API version 2023-06-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from codeedit_bench.settings import Amount, Count, Text
from evaluators.backends.backend import BackendSpec, Request
from evaluators.backends.chat_answers import Answer, tokens, told_shape
from evaluators.backends.failures import Failure, RequestFailedError
from evaluators.backends.hosted import AtOnce, Deadline, Hosted, Service, Wait
from evaluators.backends.messages import system_text
from evaluators.prompts.format import Message

_VERSION = "2023-06-01"
_REASONS = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


class Anthropic(Hosted):
    """The protocol knows no seed: samples above temperature 0 cannot be repeated there."""

    def __init__(
        self,
        model: Text,
        *,
        base_url: Text = "https://api.anthropic.com/v1",
        key_variable: Text = "ANTHROPIC_API_KEY",
        header: tuple[str, ...] = (),
        query: tuple[str, ...] = (),
        extra_body: tuple[str, ...] = (),
        concurrency: AtOnce = 8,
        timeout: Wait = 120.0,
        deadline: Deadline = 0.0,
        retries: Count = 6,
        first_wait: Wait = 1.0,
        send_temperature: bool = True,
        price_in: Amount = 0.0,
        price_out: Amount = 0.0,
        spend_limit: Amount = 0.0,
    ) -> None:
        super().__init__(
            Service(
                model,
                base_url,
                key_variable,
                "x-api-key: {}",
                key_required=True,
                headers={"anthropic-version": _VERSION},
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
        self._send_temperature = send_temperature

    def _settings(self) -> dict[str, str]:
        return super()._settings() | ({} if self._send_temperature else {"temperature": "not sent"})

    def _request(self, request: Request, messages: Sequence[Message]) -> tuple[str, dict[str, Any]]:
        self._require_messages(messages)
        body: dict[str, Any] = {
            "model": self._model,
            "max_tokens": request.max_tokens,
            "messages": [{"role": m.role, "content": m.content} for m in messages if m.role != "system"],
        }
        if system := system_text(messages):
            body["system"] = system
        if self._send_temperature:
            body["temperature"] = request.temperature
        if stops := [stop for stop in request.prompt.stop if stop.strip()]:  # blank ones are refused
            body["stop_sequences"] = stops
        return "/messages", body | self._extra

    def _read(self, answer: Mapping[str, Any]) -> Answer:
        """The text parts; thinking is not part of the answer."""
        with told_shape():
            text = "".join(str(part["text"]) for part in answer["content"] if part["type"] == "text")
            if not text and not answer.get("stop_reason"):
                raise RequestFailedError(
                    "an answer without a text and without a reason for its end", Failure.SERVER
                )
            usage = answer.get("usage")
            read = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
            return Answer(
                text,
                _REASONS.get(str(answer.get("stop_reason")), "stop"),
                tokens(usage, *read),
                tokens(usage, "output_tokens"),
            )


BACKEND = BackendSpec(
    "anthropic",
    "a model behind Anthropic's Messages protocol",
    "its key in $ANTHROPIC_API_KEY or the variable that key_variable names",
    Anthropic,
    packages=("httpx",),
    secret_options=("header",),
    open_options=("header", "query", "extra_body"),
)
