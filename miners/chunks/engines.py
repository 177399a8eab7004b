"""Where shards are mined: in this process, in processes of this machine, or on a Ray cluster."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from codeedit_bench.errors import MissingExtraError
from codeedit_bench.registry import Registry
from miners.chunks.chunk import ShardReport, mine_shard
from miners.chunks.plan import Shard
from miners.config import MinerConfig

Engine = Callable[[Sequence[Shard], MinerConfig, Path, int], Iterator[ShardReport]]

ENGINES: Registry[Engine] = Registry(
    "engine", {"local": "miners.chunks.engines:mine_locally", "ray": "miners.chunks.engines:mine_on_ray"}
)


def mine_locally(
    shards: Sequence[Shard], config: MinerConfig, directory: Path, workers: int
) -> Iterator[ShardReport]:
    """Reports as shards finish; with one worker in this very process."""
    if workers == 1 or len(shards) <= 1:
        for shard in shards:
            yield mine_shard(shard, config, directory)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    # Not fork: this process may run threads. The largest shards are all alike, so the order is the plan's.
    context = multiprocessing.get_context("spawn")
    n_processes = min(workers, len(shards))
    with ProcessPoolExecutor(
        n_processes, mp_context=context, initializer=_end_with, initargs=(os.getpid(),)
    ) as pool:
        futures = [pool.submit(mine_shard, shard, config, directory) for shard in shards]
        for future in as_completed(futures):
            yield future.result()


def _end_with(parent: int) -> None:
    """Make this worker end when its parent is gone: a killed parent cannot tell it to."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def mine_on_ray(
    shards: Sequence[Shard], config: MinerConfig, directory: Path, workers: int
) -> Iterator[ShardReport]:
    """The same on Ray: on the cluster that `RAY_ADDRESS` names, else on one started here with `workers` CPUs.

    Sources and `directory` must lie on storage that all nodes share.
    """
    try:
        import ray
    except ImportError as error:
        raise MissingExtraError("ray", "ray", "--engine ray") from error
    started = not ray.is_initialized()
    if started:
        local = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": workers, "include_dashboard": False}
        ray.init(log_to_driver=False, **local)
    try:
        remote = ray.remote(num_cpus=1)(mine_shard)
        waiting = [remote.remote(shard, config, directory.resolve()) for shard in shards]
        while waiting:
            done, waiting = ray.wait(waiting, num_returns=1)
            yield from ray.get(done)
    finally:
        if started:
            ray.shutdown()
