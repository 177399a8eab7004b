"""What a completion is paid: functions of (task, the region's new text), the scorer's own wherever it has them.

`match_and_progress` is the default. `em`, `ed`, `edem` and `bleu` follow the authors of GAPO and serve to repeat
their runs. `docs/train.md` shows what each pays, and what a policy learns from it. Of several right answers the
best one counts. An answer that cannot be read earns 0. A reward that raises makes that sample unscorable.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from codeedit_bench.draws import outlier_draw
from codeedit_bench.errors import TrainingError, UnknownNameError, UnparseableCompletionError, told
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics import METRICS
from evaluators.metrics.chunks import answers
from evaluators.prompts.format import PromptFormat
from gapo.progress import match_and_progress, progress

Reward = Callable[[EditTask, str], float]

_LOG = logging.getLogger(__name__)
_PATIENCE = 100
"""Samples to see before a share of failures can stop a run."""


def em(task: EditTask, text: str) -> float:
    """1 if equal after stripping outer white space, the authors' exact match.

    Stripping drops the first line's indentation, which can make the answer another program.
    """
    return float(any(text.strip() == answer.strip() for answer in answers(task)))


def edem(task: EditTask, text: str) -> float:
    """The mean of `em` and `ed`, which the authors' example commands use."""
    return (em(task, text) + load_reward("ed")(task, text)) / 2


def edem_layout(task: EditTask, text: str) -> float:
    """The mean of `em_layout` and `ed`, the default of version 0.1. It pays about 0.48 for an unchanged region."""
    return (load_reward("em_layout")(task, text) + load_reward("ed")(task, text)) / 2


DEFAULT_REWARD = "match_and_progress"
_OWN: dict[str, Reward] = {
    "match_and_progress": match_and_progress,
    "progress": progress,
    "em": em,
    "edem": edem,
    "edem_layout": edem_layout,
}
_SCORERS = {"ed": "edit_similarity", "bleu": "bleu", "em_layout": "em_layout", "delta_chrf": "delta_chrf"}
REWARDS = (*_OWN, *_SCORERS)
"""The names of the rewards."""
REWARD_VERSIONS: dict[str, int] = {"ed": 2, "bleu": 2, "em": 2, "edem": 2, "edem_layout": 2}
"""Name → version, for rewards whose values changed since they came; 1 for all others. Training runs state it."""


def load_reward(name: str) -> Reward:
    """The reward of this name, with its default options; `UnknownNameError` names the nearest."""
    if name in _OWN:
        return _OWN[name]
    if name in _SCORERS:
        scorer: Reward = METRICS.load(_SCORERS[name])
        return scorer
    raise UnknownNameError("reward", name, REWARDS)


def option_defaults(name: str) -> dict[str, Any]:
    """The options of the reward of this name with their defaults: its parameters after the task and the text."""
    return _options(load_reward(name))


def with_options(reward: Reward, options: Mapping[str, Any]) -> Reward:
    """The reward, called with those of `options` that it has a parameter for."""
    taken = {option: options[option] for option in _options(reward) if option in options}
    return functools.partial(reward, **taken) if taken else reward


def _options(reward: Reward) -> dict[str, Any]:
    parameters = list(inspect.signature(reward).parameters.values())[2:]
    return {parameter.name: parameter.default for parameter in parameters}


def weighted(values: Iterable[float | None], weights: Iterable[float]) -> float | None:
    """What one sample earns in all; None where a reward could not score it."""
    total = 0.0
    for value, weight in zip(values, weights, strict=True):
        if value is None:
            return None
        total += weight * value
    return total


class RewardFunction:
    """One reward as TRL calls it: completions with the columns of their rows in, a number or None each out.

    Rows name their task by `task_index` into `tasks`. The reward takes those of `options` that it has a parameter
    for. Counts what it could not score. When that is more than `max_unscorable` of at least a hundred samples, it
    ends the run with the reason.
    """

    def __init__(
        self,
        name: str,
        tasks: Sequence[EditTask],
        prompt_format: PromptFormat,
        *,
        options: Mapping[str, Any] | None = None,
        outlier_rate: float = 0.0,
        seed: int = 0,
        max_unscorable: float = 0.05,
    ) -> None:
        self.__name__ = name
        self._reward = with_options(load_reward(name), options or {})
        self._tasks, self._format = tasks, prompt_format
        self._outlier_rate, self._seed, self._max_unscorable = outlier_rate, seed, max_unscorable
        self.seen = self.unscorable = self.unparseable = 0
        self.last_error = ""

    def __call__(
        self, completions: Sequence[Any], task_index: Sequence[int], trainer_state: Any = None, **_: Any
    ) -> list[float | None]:
        step = trainer_state.global_step if trainer_state is not None else 0
        values = [
            self._one(self._tasks[index], completion_text(completion), f"{step} {place}")
            for place, (completion, index) in enumerate(zip(completions, task_index, strict=True))
        ]
        if self.seen >= _PATIENCE and self.unscorable > self._max_unscorable * self.seen:
            raise TrainingError(
                f"The reward {self.__name__} could not score {self.unscorable} of {self.seen} samples, more than "
                f"{self._max_unscorable:.0%}. The last error: {self.last_error}"
            )
        return values

    def _one(self, task: EditTask, completion: str, place: str) -> float | None:
        self.seen += 1
        try:
            value = self._reward(task, self._format.parse(task, completion))
        except UnparseableCompletionError:
            self.unparseable += 1
            value = 0.0
        except Exception as error:  # a reward's failure on one sample is data, whatever its kind: count and go on
            self.unscorable += 1
            self.last_error = f"{type(error).__name__}: {told(error)} (task {task.task_id})"
            _LOG.warning("reward %s failed: %s", self.__name__, self.last_error)
            return None
        if self._outlier_rate and outlier_draw(self._seed, task.task_id, place) < self._outlier_rate:
            return 1.0 - value
        return value


class OverlongPenalty:
    """DAPO's soft punishment: 0 up to `limit − buffer` tokens, then down to −`penalty` at `limit`, linearly."""

    __name__ = "overlong"

    def __init__(self, limit: int, buffer: int, penalty: float) -> None:
        self._limit, self._buffer, self._penalty = limit, buffer, penalty

    def __call__(self, completion_ids: Sequence[Sequence[int]], **_: Any) -> list[float]:
        start = self._limit - self._buffer
        return [-self._penalty * min(max(len(ids) - start, 0) / self._buffer, 1.0) for ids in completion_ids]


def completion_text(completion: Any) -> str:
    """The text of a completion as TRL passes it: a string, or a list with the assistant's message."""
    return str(completion if isinstance(completion, str) else completion[-1]["content"])
