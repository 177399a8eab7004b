"""Weights in bfloat16 for as long as a model only generates: autocast would narrow them again for every token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def generating_in(model: Any, dtype: str) -> Iterator[None]:
    """Hold `model`'s float32 weights in `dtype` inside the block; afterwards they are the very ones from before.

    On a CPU alone, where decoding is bound by reading the weights and no process holds a part of them.
    """
    import torch

    narrow = getattr(torch, dtype)
    wide = [
        (parameter, parameter.data)
        for parameter in model.parameters()
        if parameter.device.type == "cpu" and parameter.dtype == torch.float32 and narrow != torch.float32
    ]
    try:
        for parameter, values in wide:
            parameter.data = values.to(narrow)
        yield
    finally:
        for parameter, values in wide:
            parameter.data = values
