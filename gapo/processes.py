"""The processes of one run: torchrun's, on GPUs or on a CPU."""

from __future__ import annotations

from typing import Any


def process_group() -> Any:
    """Accelerate's state of this process, as the trainer will see it.

    Without a GPU accelerate must be told that the processes share a CPU. Else each one takes itself for the only
    one, and a step sees `prompts_per_step` examples for every process.
    """
    import torch
    from accelerate import PartialState

    return PartialState(cpu=not torch.cuda.is_available())
