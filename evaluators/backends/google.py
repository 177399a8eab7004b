"""`google`: models behind the Gemini protocol (ai.google.dev, `models.generateContent`, v1beta)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from codeedit_bench.settings import Amount, Count, Text
from evaluators.backends.backend import BackendSpec, Request
from evaluators.backends.chat_answers import Answer, tokens, told_shape
from evaluators.backends.failures import Failure, RequestFailedError
from evaluators.backends.hosted import AtOnce, Deadline, Hosted, Service, Wait
from evaluators.backends.messages import system_text
from evaluators.prompts.format import Message

_REASONS = {
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
    "LANGUAGE": "refusal",
}
_ROLES = {"user": "user", "assistant": "model"}
_MOST_STOPS = 5


class Google(Hosted):
    """`thinking_level` is the protocol's own word, such as `low`; the model's own level where it is empty."""

    def __init__(
        self,
        model: Text,
        *,
        base_url: Text = "https://generativelanguage.googleapis.com/v1beta",
        key_variable: Text = "GEMINI_API_KEY",
        header: tuple[str, ...] = (),
        query: tuple[str, ...] = (),
        extra_body: tuple[str, ...] = (),
        concurrency: AtOnce = 8,
        timeout: Wait = 120.0,
        deadline: Deadline = 0.0,
        retries: Count = 6,
        first_wait: Wait = 1.0,
        send_temperature: bool = True,
        send_seed: bool = True,
        thinking_level: str = "",
        price_in: Amount = 0.0,
        price_out: Amount = 0.0,
        spend_limit: Amount = 0.0,
    ) -> None:
        super().__init__(
            Service(
                model,
                base_url,
                key_variable,
                "x-goog-api-key: {}",
                key_required=True,
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
        self._send_temperature, self._send_seed, self._thinking = send_temperature, send_seed, thinking_level

    def _settings(self) -> dict[str, str]:
        unsent = {"temperature": self._send_temperature, "seed": self._send_seed}
        thinking = {"thinking_level": self._thinking} if self._thinking else {}
        return super()._settings() | {name: "not sent" for name, sent in unsent.items() if not sent} | thinking

    def _request(self, request: Request, messages: Sequence[Message]) -> tuple[str, dict[str, Any]]:
        self._require_messages(messages)
        settings: dict[str, Any] = {"maxOutputTokens": request.max_tokens}
        if self._send_temperature:
            settings["temperature"] = request.temperature
        if self._send_seed:
            settings["seed"] = request.seed
        if request.prompt.stop:
            settings["stopSequences"] = list(request.prompt.stop)[:_MOST_STOPS]
        if self._thinking:
            settings["thinkingConfig"] = {"thinkingLevel": self._thinking}
        body: dict[str, Any] = {
            "contents": [
                {"role": _ROLES[message.role], "parts": [{"text": message.content}]}
                for message in messages
                if message.role != "system"
            ],
            "generationConfig": settings,
        }
        if system := system_text(messages):
            body["systemInstruction"] = {"parts": [{"text": system}]}
        model = quote(self._model.removeprefix("models/"), safe="")
        return f"/models/{model}:generateContent", body | self._extra

    def _read(self, answer: Mapping[str, Any]) -> Answer:
        """The first candidate's text parts; a prompt that a filter blocked has no candidate."""
        with told_shape():
            usage = answer.get("usageMetadata")
            tokens_in = tokens(usage, "promptTokenCount")
            tokens_out = tokens(usage, "candidatesTokenCount", "thoughtsTokenCount")
            if not answer.get("candidates") and (answer.get("promptFeedback") or {}).get("blockReason"):
                return Answer("", "content_filter", tokens_in, tokens_out)
            candidate = answer["candidates"][0]
            parts = (candidate.get("content") or {}).get("parts") or ()
            text = "".join(str(part.get("text", "")) for part in parts if not part.get("thought"))
            reason = str(candidate.get("finishReason"))
            if not text and reason not in ("STOP", *_REASONS):
                raise RequestFailedError(f"an answer without a text, ended by {reason}", Failure.SERVER)
            return Answer(text, _REASONS.get(reason, "stop"), tokens_in, tokens_out)


BACKEND = BackendSpec(
    "google",
    "a model behind Google's Gemini protocol",
    "its key in $GEMINI_API_KEY or the variable that key_variable names",
    Google,
    packages=("httpx",),
    secret_options=("header",),
    open_options=("header", "query", "extra_body"),
)
