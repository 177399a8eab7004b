"""Ctrl-C while PyTorch computes: the run stops after the pass at hand.

An exception that a signal raises inside of PyTorch's C++ code can end the process by an abort. So the signal only
leaves a mark here, and the trainer's callbacks raise `KeyboardInterrupt` where Python is in charge.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from transformers import TrainerCallback

from codeedit_bench.interrupts import interrupts_taken


class Interrupts(TrainerCallback):  # type: ignore[misc]  # a base class without types
    """Raises what Ctrl-C asked for between two passes. A second Ctrl-C raises at once."""

    def __init__(self) -> None:
        self._asked = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold Ctrl-C back inside the block. Other threads, and whoever handles it otherwise, are left alone."""
        with interrupts_taken(self._mark):
            yield
        self._raise_if_asked()

    def _mark(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            signal.default_int_handler(number, frame)
        self._asked = True
        sys.stderr.write("\nThe run stops after this pass. Ctrl-C again stops it at once.\n")

    def _raise_if_asked(self) -> None:
        if self._asked:
            self._asked = False
            raise KeyboardInterrupt

    def on_substep_end(self, _arguments: Any, _state: Any, _control: Any, **_: Any) -> None:
        self._raise_if_asked()

    def on_step_begin(self, _arguments: Any, _state: Any, _control: Any, **_: Any) -> None:
        self._raise_if_asked()

    def on_step_end(self, _arguments: Any, _state: Any, _control: Any, **_: Any) -> None:
        self._raise_if_asked()

    def on_log(self, _arguments: Any, _state: Any, _control: Any, **_: Any) -> None:
        self._raise_if_asked()
