"""Messages for models that know no system role: its text goes before the user's first words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codeedit_bench.errors import BackendError
from evaluators.prompts.format import Message


def system_text(messages: Sequence[Message]) -> str:
    """What the messages of the role `system` say; empty where there are none."""
    return "\n\n".join(message.content for message in messages if message.role == "system")


def folded(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages without a system role; its text stands before that of the first user's message."""
    system = system_text(messages)
    kept = [message for message in messages if message.role != "system"]
    if not system:
        return tuple(kept)
    if not kept or kept[0].role != "user":
        return (Message("user", system), *kept)
    return (Message("user", f"{system}\n\n{kept[0].content}"), *kept[1:])


def chat_text(tokenizer: Any, messages: Sequence[Message], model: str) -> str:
    """The messages in the model's own template. `BackendError` where it has none, or refuses them.

    A template that knows no system role raises, or leaves the system's text out without a word. Then the user's
    message begins with that text.
    """
    from jinja2 import TemplateError

    if not tokenizer.chat_template:
        raise BackendError(
            f"The model {model!r} has no chat template, and the prompt format speaks in messages. "
            "Use an instruction-tuned model or a plain format (`codeedit formats` lists them)."
        )
    problem = ""
    for wanted in (tuple(messages), folded(messages)):
        rows = [{"role": message.role, "content": message.content} for message in wanted]
        try:
            text = str(tokenizer.apply_chat_template(rows, tokenize=False, add_generation_prompt=True))
        except (TemplateError, ValueError, TypeError, KeyError) as error:
            problem = str(error)
            continue
        if all(message.content.strip() in text for message in messages):
            return text
        problem = "it leaves a message out"
    raise BackendError(
        f"The chat template of {model!r} cannot render this prompt: {problem}. Use another --format "
        "(`codeedit formats` lists them)."
    )
