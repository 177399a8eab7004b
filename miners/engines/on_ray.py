"""Work on Ray: on the cluster that `RAY_ADDRESS` names, else on one started here with as many CPUs as workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

from codeedit_bench.clusters import on_ray
from codeedit_bench.programs import require_packages
from miners.engines.engine import Item, Outcome, Result, WorkerLostError, attempt_elsewhere

_WAITING_FOR_EACH_CPU = 2
"""Tasks submitted and not done: enough that no CPU waits, few enough that the driver holds few."""


class RayEngine:
    """Tasks are not retried by Ray: what failed is tried again by the next build."""

    def __init__(self, workers: int) -> None:
        require_packages("ray", "--engine ray", "ray")
        # A cluster has its own CPUs; what is started here has as many as workers.
        alone = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": workers, "include_dashboard": False}
        self._session = on_ray(**alone)

    def __enter__(self) -> RayEngine:
        self._session.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.__exit__(kind, error, trace)

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Outcome[Item, Result]]:
        """Outcomes as they come, with few tasks submitted at a time. A node that dies costs the items on it."""
        import ray

        remote = ray.remote(num_cpus=1, max_retries=0)(attempt_elsewhere)
        most = max(1, int(ray.cluster_resources().get("CPU", 1))) * _WAITING_FOR_EACH_CPU
        left = list(reversed(items))
        running: dict[object, Item] = {}
        while left or running:
            while left and len(running) < most:
                item = left.pop()
                running[remote.remote(work, item)] = item
            done, _ = ray.wait(list(running), num_returns=1)
            for reference in done:
                item = running.pop(reference)
                try:
                    yield ray.get(reference)
                except ray.exceptions.RayError as error:
                    yield Outcome(item, error=WorkerLostError(f"its Ray task failed: {type(error).__name__}"))
