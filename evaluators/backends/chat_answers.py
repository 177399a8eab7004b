"""What a server answered: text, why it ended, tokens. And how OpenAI-compatible ones say so."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluators.backends.failures import Failure, RequestFailedError

_REASONS = {"length": "length", "max_tokens": "length", "content_filter": "content_filter", "refusal": "refusal"}


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    finish_reason: str
    """`stop`, `length`, `content_filter` or `refusal`."""
    prompt_tokens: int
    completion_tokens: int


def read_answer(answer: Mapping[str, Any]) -> Answer:
    """The first choice; `RequestFailedError` for another shape.

    Content may be a text or a list of parts. What a server puts under `reasoning_content` or in parts of the kind
    `reasoning` is thinking, not answer. An answer that is all thinking because its limit was met counts as cut
    off.
    """
    with told_shape():
        choice = answer["choices"][0]
        message = choice.get("message")
        content = message.get("content") if message is not None else choice["text"]
        text = _text(content)
        usage = answer.get("usage")
        tokens_in, tokens_out = tokens(usage, "prompt_tokens"), tokens(usage, "completion_tokens")
        reason = _REASONS.get(str(choice.get("finish_reason")), "stop")
        refusal = message.get("refusal") if message is not None else None
        if refusal or _refuses(content):
            return Answer(text or str(refusal or ""), "refusal", tokens_in, tokens_out)
        if choice.get("finish_reason") == "error" or choice.get("error"):
            raise RequestFailedError(f"the server broke off its answer: {choice.get('error')}", Failure.SERVER)
        if not text and not choice.get("finish_reason"):
            raise RequestFailedError("an answer without a text and without a reason for its end", Failure.SERVER)
        return Answer(text, reason, tokens_in, tokens_out)


_MOST_TOKENS = 10**12
"""In one answer; what is more is no count."""


def tokens(usage: Mapping[str, Any] | None, *names: str) -> int:
    """The sum of what a server counted under `names`; what it leaves out, or sends as null, counts nothing."""
    found = sum(int((usage or {}).get(name) or 0) for name in names)
    if not 0 <= found <= _MOST_TOKENS:
        raise ValueError(f"a count of {found:.3g} tokens")
    return found


@contextlib.contextmanager
def told_shape() -> Iterator[None]:
    """`RequestFailedError` for an answer that has not the shape that the block reads."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise RequestFailedError(f"an answer of an unknown shape: {type(error).__name__} {error}") from error


def _text(content: object) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_part(part) for part in content)
    raise TypeError("the content is neither a text nor a list of parts")


def _part(part: object) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping):
        raise TypeError("a part of the content is not an object")
    if part.get("type", "text") not in ("text", "output_text"):
        return ""
    text = part.get("text", "")
    if isinstance(text, Mapping):
        text = text.get("value", "")
    if not isinstance(text, str):
        raise TypeError("a part of the content has no text")
    return text


def _refuses(content: object) -> bool:
    return isinstance(content, list) and any(
        isinstance(part, Mapping) and part.get("type") == "refusal" for part in content
    )
