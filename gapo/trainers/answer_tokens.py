"""On a CPU TRL scores every position of a batch, prompts and padding too; here only the answers are scored.

TRL leaves out what the loss masks only where Triton runs, since compilers of other devices would compile anew for
every length. A CPU compiles nothing. The head over the vocabulary took half of a training step without need.
"""

from __future__ import annotations

from typing import Any

from trl.trainer import utils

SWITCH = "_use_triton"
"""What `trl.trainer.utils` asks, for this one decision."""


class _AlsoOnCPU:
    """TRL's answer, and yes for a CPU."""

    def __init__(self, of_trl: Any) -> None:
        self._of_trl = of_trl

    def __call__(self, device: Any) -> bool:
        return device.type == "cpu" or bool(self._of_trl(device))


def score_answers_alone() -> None:
    """Leave masked positions out on a CPU. Speed alone depends on it: a TRL without the switch will do."""
    of_trl = getattr(utils, SWITCH, None)
    if of_trl is not None and not isinstance(of_trl, _AlsoOnCPU):
        setattr(utils, SWITCH, _AlsoOnCPU(of_trl))
