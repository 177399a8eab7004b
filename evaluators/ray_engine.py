"""`--engine ray`: one run as shards, each a task on a Ray cluster, merged at the end.

Every shard is a resumable run of its own beside the final one, so that a lost machine costs its own shard's open
requests at most: Ray starts it again, and the journal and the cache know what is there. The machines must share
the file system that holds the data set and the run, and have this package installed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import codeedit_bench
from codeedit_bench.errors import CodeEditError, UsageError
from evaluators.backends.local_model import require_packages

_RETRIES = 3


def shard_folders(out: Path, count: int) -> list[Path]:
    """Where the shards of the run at `out` live: in a folder beside it."""
    return [out.with_name(f"{out.name}.shards") / f"{index}-of-{count}" for index in range(1, count + 1)]


def run_shards(
    evaluate: Callable[[list[str]], object],
    arguments: Sequence[str],
    out: Path,
    *,
    count: int,
    address: str = "",
    gpus: float = 0.0,
    done: Callable[[int], None] = lambda _: None,
) -> list[Path]:
    """Call `evaluate` with `arguments` once for each shard; return the shards' folders.

    The first shard that fails by a user's mistake raises that mistake here.
    """
    require_packages("ray", "--engine ray", "ray")
    import ray

    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} exists and is not empty. Name another folder.")
    here = str(Path(codeedit_bench.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
    started = not ray.is_initialized()
    if started:
        ray.init(
            address=address or None,
            runtime_env={"env_vars": {"PYTHONPATH": path}},
            include_dashboard=False,
            log_to_driver=False,
        )
    folders = shard_folders(out.resolve(), count)
    task = ray.remote(num_cpus=1, num_gpus=gpus, max_retries=_RETRIES)(_evaluate)
    try:
        waiting = [
            task.remote(
                evaluate, [*arguments, "--shard", f"{index}/{count}", "--out", str(folder)], str(Path.cwd())
            )
            for index, folder in enumerate(folders, 1)
        ]
        while waiting:
            finished, waiting = ray.wait(waiting)
            for message in ray.get(finished):
                if message:
                    for other in waiting:
                        ray.cancel(other)
                    raise CodeEditError(message)
                done(1)
    finally:
        if started:
            ray.shutdown()
    return folders


def _evaluate(evaluate: Callable[[list[str]], object], arguments: list[str], directory: str) -> str:
    """In a worker: evaluate, and return a mistake's sentence; empty if all is well."""
    os.chdir(directory)
    try:
        evaluate(arguments)
    except CodeEditError as error:
        return str(error)
    return ""
