"""What a back end is: requests in, completions out, in any order and as they become ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from codeedit_bench.records import EditTask
from evaluators.prompts.model import CountTokens, Prompt


@dataclass(frozen=True, slots=True)
class Request:
    """One sample to generate. A back end that needs no model may read the task; others read the prompt alone."""

    task: EditTask
    sample: int
    prompt: Prompt
    max_tokens: int
    temperature: float
    """0 means greedy."""
    seed: int


@dataclass(frozen=True, slots=True)
class Completion:
    task_id: str
    sample: int
    text: str
    finish_reason: str
    """`stop`, `length` or `error`."""
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    error: str = ""


class Backend(Protocol):
    """Made by a factory that takes the command line's `--option key=value` pairs as typed keywords."""

    default_format: str
    """The prompt format used where none is asked for."""

    def count_tokens(self) -> CountTokens | None:
        """The model's token counter, or None where the estimate must do."""

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        """Yield one completion for each request. One that fails is yielded with `error`; only a back end that
        can do no work at all raises `BackendError`."""

    def close(self) -> None:
        """Give back what was taken: servers, processes, memory."""
