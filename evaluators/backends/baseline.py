"""Back ends that need no model: a pure function from the task to the region's new text."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from codeedit_bench.tasks.records import EditTask
from evaluators.backends.backend import Completion, Request
from evaluators.prompts.format import CountTokens


class Baseline:
    """Answers every request by `answer(task)`, in the `region` format. All samples of a task are equal."""

    default_format = "region"
    formats: tuple[str, ...] = ("region",)

    def __init__(self, answer: Callable[[EditTask], str]) -> None:
        self._answer = answer

    def identity(self) -> Mapping[str, str] | None:
        return None

    def count_tokens(self) -> CountTokens | None:
        return None

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        pass

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        for request in requests:
            started = time.perf_counter()
            text = self._answer(request.task)
            yield Completion(
                request.task.task_id, request.sample, text, "stop", 0, 0, time.perf_counter() - started
            )

    def close(self) -> None:
        pass
