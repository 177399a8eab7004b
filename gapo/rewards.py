"""What a completion is paid: functions of (task, the region's new text), the scorer's own wherever it has them.

`em`, `ed`, `edem` and `bleu` follow the authors of GAPO; `em_layout` and `edem_layout` compare on the normal
form. An answer that cannot be read earns 0, as it scores 0. A reward that raises makes that sample unscorable.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

from codeedit_bench.errors import TrainingError, UnknownNameError, UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics import METRICS
from evaluators.prompts.format import PromptFormat

Reward = Callable[[EditTask, str], float]

_LOG = logging.getLogger(__name__)
_PATIENCE = 100
"""Samples to see before a share of failures can stop a run."""


def em(task: EditTask, text: str) -> float:
    """1 if equal after stripping outer white space, the authors' exact match."""
    return float(text.strip() == task.reference.strip())


def edem(task: EditTask, text: str) -> float:
    """The mean of `em` and `ed`, which the authors' example commands use."""
    return (em(task, text) + load_reward("ed")(task, text)) / 2


def edem_layout(task: EditTask, text: str) -> float:
    """The mean of `em_layout` and `ed`: exact match up to layout, with partial credit for what is near."""
    return (load_reward("em_layout")(task, text) + load_reward("ed")(task, text)) / 2


_OWN: dict[str, Reward] = {"em": em, "edem": edem, "edem_layout": edem_layout}
_SCORERS = {"ed": "edit_similarity", "bleu": "bleu", "em_layout": "em_layout"}
REWARDS = (*_OWN, *_SCORERS)
"""The names of the rewards."""
REWARD_VERSIONS: dict[str, int] = {}
"""Name → version, for rewards whose values changed since they came; 1 for all others. Training runs state it."""


def load_reward(name: str) -> Reward:
    """The reward of this name; `UnknownNameError` names the nearest."""
    if name in _OWN:
        return _OWN[name]
    if name in _SCORERS:
        scorer: Reward = METRICS.load(_SCORERS[name])
        return scorer
    raise UnknownNameError("reward", name, REWARDS)


class RewardFunction:
    """One reward as TRL calls it: completions with the columns of their rows in, a number or None each out.

    Rows name their task by `task_index` into `tasks`. Counts what it could not score; when that is more than
    `max_unscorable` of at least a hundred samples, it ends the run with the reason.
    """

    def __init__(
        self,
        name: str,
        tasks: Sequence[EditTask],
        prompt_format: PromptFormat,
        *,
        outlier_rate: float = 0.0,
        seed: int = 0,
        max_unscorable: float = 0.05,
    ) -> None:
        self.__name__ = name
        self._reward = load_reward(name)
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
            self.last_error = f"{type(error).__name__}: {error} (task {task.task_id})"
            _LOG.warning("reward %s failed: %s", self.__name__, self.last_error)
            return None
        if self._outlier_rate and _draw(self._seed, task.task_id, place) < self._outlier_rate:
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


def _draw(seed: int, *keys: str) -> float:
    digest = hashlib.blake2b(" ".join([str(seed), *keys]).encode(), digest_size=8).digest()
    return float(int.from_bytes(digest, "big") / 2**64)
