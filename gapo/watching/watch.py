"""What a run tells while it goes: exact match on a held-out slice, the best model, a log, a progress line."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from codeedit_bench.errors import TrainingError, UnparseableCompletionError
from codeedit_bench.files import write_json
from codeedit_bench.parsing import parse_json
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics import METRICS
from evaluators.prompts.format import PromptFormat
from gapo.sampling import complete

LOG = "log.jsonl"
BEST = "best"
_SHOWN = {"reward": ".3f", "loss": ".3f", "exact_match": ".1%", "kl": ".4f"}


class HeldOut(TrainerCallback):  # type: ignore[misc]  # a base class without types
    """Greedy exact match (`em_layout`) on `tasks` at the start and every `every` steps; keeps the best model."""

    def __init__(
        self,
        tasks: Sequence[EditTask],
        prompts: Sequence[Any],
        prompt_format: PromptFormat,
        *,
        out: Path,
        every: int,
        max_new_tokens: int,
        dtype: str = "float32",
    ) -> None:
        self.dtype = dtype
        self.tasks, self.prompts, self.format = tasks, prompts, prompt_format
        self.out, self.every, self.max_new_tokens = out, every, max_new_tokens
        self.trainer: Any = None
        self.best: float | None = None
        """The best share so far; None before the first measurement."""

    def measure(self) -> float:
        """The share of exact matches, the same on every process; each answers its part of the tasks."""
        from accelerate.utils import gather_object

        accelerator = self.trainer.accelerator
        mine = share_of(len(self.tasks), accelerator.process_index, accelerator.num_processes)
        completions = complete(
            accelerator.unwrap_model(self.trainer.model),
            self.trainer.processing_class,
            [self.prompts[index % len(self.prompts)] for index in mine],
            max_new_tokens=self.max_new_tokens,
            label="held-out tasks",
            dtype=self.dtype,
        )
        metric = METRICS.load("em_layout")
        right = [
            _exact(metric, self.tasks[index], self.format, text)
            for index, text in zip(mine, completions, strict=True)
            if index < len(self.tasks)
        ]
        return float(sum(gather_object(right)) / len(self.tasks))

    def on_train_begin(self, _arguments: Any, state: Any, _control: Any, **_: Any) -> None:
        best = self.out / BEST / "exact_match.json"
        if state.global_step and best.is_file():
            self.best = float(parse_json(best.read_text())["exact_match"])
        elif not state.global_step:
            self._note(state)

    def on_step_end(self, _arguments: Any, state: Any, _control: Any, **_: Any) -> None:
        if state.global_step % self.every == 0:
            self._note(state)

    def on_train_end(self, _arguments: Any, state: Any, _control: Any, **_: Any) -> None:
        if state.global_step % self.every:
            self._note(state)

    def _note(self, state: Any) -> None:
        value = self.measure()
        control = self.trainer.control
        due = control.should_log
        self.trainer.callback_handler.on_log(self.trainer.args, state, control, {"exact_match": value})
        control.should_log = due  # `on_log` clears it, and with it this step's own log
        if self.best is None or value > self.best:
            self.best = value
            self.trainer.save_model(str(self.out / BEST))
            if self.trainer.is_world_process_zero():
                self.trainer.processing_class.save_pretrained(str(self.out / BEST))
                write_json(self.out / BEST / "exact_match.json", {"exact_match": value, "step": state.global_step})


class Journal(TrainerCallback):  # type: ignore[misc]  # a base class without types
    """Logged numbers as lines of `log.jsonl`, a progress line on stderr, and an end to runs that went wrong."""

    def __init__(self, out: Path, label: str, seconds: int) -> None:
        self.out, self.label, self.seconds = out, label, seconds
        self.latest: dict[str, float] = {}
        self._progress: Progress | None = None
        self._began = time.monotonic()

    def on_train_begin(self, _arguments: Any, state: Any, _control: Any, **_: Any) -> None:
        self._began = time.monotonic()
        if not state.is_world_process_zero:
            return
        keep_until(self.out / LOG, state.global_step)
        self._progress = Progress(self.label, state.max_steps, "steps").__enter__()
        self._progress.done = state.global_step

    def on_step_end(self, arguments: Any, state: Any, control: Any, **_: Any) -> None:
        if self._progress is not None:
            self._progress.advance()
        if state.global_step % arguments.save_steps == 0:
            control.should_log = True  # a loss that is no number must be seen before it is saved
        if self.seconds and time.monotonic() - self._began > self.seconds:
            control.should_training_stop = True

    def on_log(
        self, _arguments: Any, state: Any, _control: Any, logs: dict[str, Any] | None = None, **_: Any
    ) -> None:
        logs = dict(logs or {})
        for name in ("loss", "grad_norm"):
            if isinstance(logs.get(name), float) and not math.isfinite(logs[name]):
                raise TrainingError(
                    f"The {name} became {logs[name]} at step {state.global_step}. The checkpoints before it are "
                    f"kept in {self.out}; resume with a lower learning_rate."
                )
        if not state.is_world_process_zero:
            return
        self.latest |= {key: value for key, value in logs.items() if isinstance(value, (int, float))}
        with (self.out / LOG).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({**logs, "step": state.global_step}, sort_keys=True, default=float) + "\n")
        if self._progress is not None:
            shown = [f"{key} {self.latest[key]:{form}}" for key, form in _SHOWN.items() if key in self.latest]
            self._progress.label = " ".join([self.label, *shown])

    def on_train_end(self, _arguments: Any, _state: Any, _control: Any, **_: Any) -> None:
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._progress = None


def share_of(tasks: int, process: int, processes: int) -> list[int]:
    """Indices that one of `processes` answers: as many for each, since the ranks of a sharded model must generate
    in step. Indices from `tasks` on stand for repeated tasks, whose answers are thrown away."""
    rounds = -(-tasks // processes)
    return [turn * processes + process for turn in range(rounds)]


def keep_until(log: Path, step: int) -> None:
    """Drop what a killed run logged after the checkpoint that is resumed."""
    if not log.is_file():
        return
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True) if step else []
    kept = [line for line in lines if line.endswith("\n") and parse_json(line)["step"] <= step]
    log.write_text("".join(kept), encoding="utf-8")


def _exact(metric: Any, task: EditTask, prompt_format: PromptFormat, completion: str) -> float:
    try:
        return float(metric(task, prompt_format.parse(task, completion)))
    except UnparseableCompletionError:
        return 0.0
