"""What a prompt format is: how a task is asked and how the answer is read, side by side in one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from codeedit_bench.tasks.records import EditTask

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a prompt may become. What does not fit is cut from the oldest history first, then from context."""

    max_tokens: int = 4096
    count_tokens: CountTokens = lambda text: (len(text.encode("utf-8", "surrogatepass")) + 2) // 3
    """The model's tokenizer, or this estimate of three bytes a token."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request. Exactly one of `messages` and `text` is set: chat or plain completion."""

    messages: tuple[Message, ...] = ()
    text: str = ""
    stop: tuple[str, ...] = ()
    dropped_history: int = 0
    """Edits of the history that the budget cut, oldest first."""
    cut_lines: int = 0
    """Lines of file context that the budget cut."""
    tags: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PromptFormat:
    """A dialect. `parse(task, completion)` returns the region's new text and raises
    `UnparseableCompletionError` where it cannot; `answer(task, new_text)` writes the ideal completion, so that
    `parse(task, answer(task, text)) == text` for every text."""

    name: str
    render: Callable[[EditTask, Budget], Prompt]
    parse: Callable[[EditTask, str], str]
    answer: Callable[[EditTask, str], str]
    version: int = 1
    """Stated by every run. Raise it when the format asks or reads in another way."""
    model_tokens: tuple[str, ...] = ()
    """Marks that the format's models know as one token each. A run says so where a tokenizer splits one."""
