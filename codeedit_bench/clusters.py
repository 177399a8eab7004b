"""Ray, started and ended in one place: a cluster that cannot be had is one sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from codeedit_bench.errors import ClusterError, told


@contextlib.contextmanager
def on_ray(**settings: object) -> Iterator[None]:
    """Inside the block Ray is up: the one that is up already, else what `ray.init(**settings)` starts or joins.
    What was started here ends with the block.

    `ClusterError` where it does not start: an address without a cluster, or a machine that is too busy for
    Ray's own time limits.
    """
    import ray

    if ray.is_initialized():
        yield
        return
    try:
        ray.init(log_to_driver=False, **settings)
    except Exception as error:  # Ray raises a bare Exception as well
        ray.shutdown()
        raise ClusterError(
            f"Ray did not start: {told(error)}. Look at $RAY_ADDRESS, at the load of this machine and at "
            "Ray's own logs in /tmp/ray/session_latest/logs."
        ) from error
    try:
        yield
    finally:
        ray.shutdown()
