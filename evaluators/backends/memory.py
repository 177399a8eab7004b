"""Memory thought about before it is spent: what a model's weights need, and what its batches may."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from codeedit_bench.errors import BackendError

_SHARE = 0.5
"""Of the free memory, what the keys and values of one batch may take; activations need the rest."""
_GIB = 1 << 30


_KERNELS = {"LRU_CACHE_CAPACITY": "8", "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "32"}
"""How many compiled kernels PyTorch and oneDNN keep each; 1,024 if nothing is said. What the user set stays."""


def bound_kept_kernels() -> None:
    """Keep few of the kernels that a CPU compiles, for this process; to be called before its first product.

    Each is for matrices of one size, and texts have all lengths: a training of SmolLM2 held 14.6 GB
    after 133 steps.
    """
    for name, kept in _KERNELS.items():
        os.environ.setdefault(name, kept)


def free_memory(meminfo: Path = Path("/proc/meminfo"), limits: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Bytes that this process may still take, by the system and its control group; None where neither tells."""
    found: list[int] = []
    if meminfo.is_file():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
    try:
        most = (limits / "memory.max").read_text().strip()
        if most != "max":
            found.append(max(0, int(most) - int((limits / "memory.current").read_text())))
    except (OSError, ValueError):
        pass
    return min(found, default=None)


def weights_bytes(folder: Path) -> int:
    """The size of a local model's weights on disk; 0 where there are none."""
    return sum(file.stat().st_size for file in folder.glob("*.safetensors"))


def require_room(needed: int, free: int | None, model: str) -> None:
    """`BackendError` where the weights alone do not fit."""
    if free is not None and needed > free:
        raise BackendError(
            f"The weights of {model!r} need {needed / _GIB:.1f} GiB, and {free / _GIB:.1f} GiB are free. "
            "Use --option dtype=bfloat16, a smaller model, or a server that runs a quantised one."
        )


def token_bytes(config: Any, bytes_per_value: int) -> int:
    """What one token of context takes in the cache of keys and values of a model with this configuration."""
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return 2 * int(config.num_hidden_layers) * int(heads) * int(size) * bytes_per_value


def tokens_that_fit(asked: int, free: int | None, per_token: int) -> int:
    """The tokens that a batch may hold: as many as asked for, fewer where they would not fit; at least one."""
    return asked if free is None else max(1, min(asked, int(free * _SHARE) // max(1, per_token)))
