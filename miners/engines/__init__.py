"""Where a build works: in processes of this machine, in this very one, or on a Ray cluster."""

from __future__ import annotations

from collections.abc import Callable

from codeedit_bench.registry import Registry
from miners.engines.engine import Engine, Outcome

__all__ = ["ENGINES", "Engine", "Outcome"]

ENGINES: Registry[Callable[[int], Engine]] = Registry(
    "engine",
    {
        "local": "miners.engines.local:LocalEngine",
        "inline": "miners.engines.inline:InlineEngine",
        "ray": "miners.engines.on_ray:RayEngine",
    },
)
"""Name → what makes an engine of a number of workers."""
