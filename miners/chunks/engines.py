"""Where chunks are mined: in this process, in processes of this machine, or on a Ray cluster."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from codeedit_bench.programs import require_packages
from codeedit_bench.registry import Registry
from miners.chunks.chunk import ChunkReport, failed_report, finished_report, mine_chunk
from miners.chunks.plan import Chunk
from miners.config import MinerConfig

Engine = Callable[[Sequence[Chunk], MinerConfig, Path, int], Iterator[ChunkReport]]

ENGINES: Registry[Engine] = Registry(
    "engine", {"local": "miners.chunks.engines:mine_locally", "ray": "miners.chunks.engines:mine_on_ray"}
)


_CHUNKS_PER_PROCESS = 20
"""Then a fresh process takes over, so that what a library does not give back stays bounded."""
_MOST_BYTES = 4 << 30
"""Of memory that one worker, or a git process of it, may take."""


def mine_locally(
    chunks: Sequence[Chunk], config: MinerConfig, directory: Path, workers: int
) -> Iterator[ChunkReport]:
    """Reports as chunks finish; with one worker in this very process."""
    if workers == 1 or len(chunks) <= 1:
        for chunk in chunks:
            yield mine_chunk(chunk, config, directory)
        return
    from concurrent.futures.process import BrokenProcessPool

    left = {chunk.name: chunk for chunk in chunks}
    try:
        for report in _in_pool(chunks, config, directory, workers):
            del left[report.name]
            yield report
    except BrokenProcessPool:
        pass
    # A worker was killed, and its pool went with it: each chunk that is left has a process of its own.
    for chunk in left.values():
        try:
            yield finished_report(directory, chunk.name) or next(_in_pool([chunk], config, directory, 1))
        except BrokenProcessPool:
            yield failed_report(chunk, "its process was killed, perhaps because memory ran out")


def _in_pool(chunks: Sequence[Chunk], config: MinerConfig, directory: Path, workers: int) -> Iterator[ChunkReport]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    # Not fork: this process may run threads. The largest chunks are all alike, so the order is the plan's.
    context = multiprocessing.get_context("spawn")
    n_processes = min(workers, len(chunks))
    with ProcessPoolExecutor(
        n_processes,
        mp_context=context,
        initializer=_begin,
        initargs=(os.getpid(),),
        max_tasks_per_child=_CHUNKS_PER_PROCESS,
    ) as pool:
        futures = [pool.submit(mine_chunk, chunk, config, directory) for chunk in chunks]
        for future in as_completed(futures):
            yield future.result()


def _begin(parent: int) -> None:
    """Bound this worker's memory, and make it end when its parent is gone: a killed parent cannot tell it to."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_BYTES if hard < 0 else min(_MOST_BYTES, hard), hard))

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def mine_on_ray(
    chunks: Sequence[Chunk], config: MinerConfig, directory: Path, workers: int
) -> Iterator[ChunkReport]:
    """The same on Ray: on the cluster that `RAY_ADDRESS` names, else on one started here with `workers` CPUs.

    Sources and `directory` must lie on storage that all nodes share.
    """
    require_packages("ray", "--engine ray", "ray")
    import ray

    started = not ray.is_initialized()
    if started:
        local = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": workers, "include_dashboard": False}
        ray.init(log_to_driver=False, **local)
    try:
        remote = ray.remote(num_cpus=1)(mine_chunk)
        by_reference = {remote.remote(chunk, config, directory.resolve()): chunk for chunk in chunks}
        waiting = list(by_reference)
        while waiting:
            done, waiting = ray.wait(waiting, num_returns=1)
            for reference in done:
                chunk = by_reference.pop(reference)
                try:
                    yield ray.get(reference)
                except ray.exceptions.RayError as error:
                    yield failed_report(chunk, f"its Ray task failed: {type(error).__name__}")
    finally:
        if started:
            ray.shutdown()
