"""What a back end is: requests in, completions out, in any order and as they become ready."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.format import CountTokens, Prompt


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
    """`stop`, `length`, `refusal`, `content_filter` or `error`."""
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    error: str = ""
    cached: bool = False
    """Read from the generation cache."""


class Backend(Protocol):
    """Made by a factory that takes the command line's `--option key=value` pairs as typed keywords."""

    default_format: str
    """The prompt format used where none is asked for."""

    formats: tuple[str, ...]
    """The only formats that it can answer in; empty means any."""

    def identity(self) -> Mapping[str, str] | None:
        """What decides a generation beside the request: the model, the digest of its weights, its settings. Runs
        state it and the generation cache keys on it. None where generating costs nothing worth keeping."""

    def count_tokens(self) -> CountTokens | None:
        """The model's token counter, or None where the estimate must do."""

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        """Called once before a run's files exist, and may refuse them. It gets the ids of all tasks of the split,
        and the (task, sample) pairs that the run wants."""

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        """Yield one completion for each request. One that fails is yielded with `error`; only a back end that
        can do no work at all raises `BackendError`."""

    def close(self) -> None:
        """Give back what was taken: servers, processes, memory."""


@runtime_checkable
class Unstated(Protocol):
    """A back end of which something decides the answers that no file may state."""

    def unstated_identity(self) -> Mapping[str, str]:
        """Goes into the cache's key, which is a digest, and nowhere else."""


@dataclass(frozen=True, slots=True)
class BackendSpec:
    """A row of the table of back ends, before anything heavy is loaded."""

    name: str
    summary: str
    needs: str
    """What a user must have for it, in a few words."""
    factory: Callable[..., Backend]
    """Its keyword parameters, typed str, int, float or bool, are the options of `--option key=value`."""
    packages: tuple[str, ...] = ()
    """Distributions whose versions decide the result; a run's manifest states them."""
    secret_options: tuple[str, ...] = ()
    """Options that never reach a manifest or a log."""
    repeatable: bool = True
    """Whether `identity` decides an answer so fully that the generation cache may give it again."""
    open_options: tuple[str, ...] = ()
    """Groups of options whose names a user makes, as in `--option header.X=…`."""
