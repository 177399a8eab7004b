"""An evaluation as shards on a Ray cluster, merged at the end.

Every shard is a resumable run of its own beside the final one. A lost machine costs the open requests of its own
shard at most: Ray starts the shard again, and the journal and the cache know what is there. The machines must
share the file system that holds the data set and the run, and have this package installed.
"""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path

import codeedit_bench
from codeedit_bench.clusters import on_ray
from codeedit_bench.errors import CodeEditError, UsageError
from codeedit_bench.programs import require_packages
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.evaluation import Evaluation, check, evaluate
from evaluators.rescoring import merge
from evaluators.runs.run import Run

_RETRIES = 3


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the shards run."""

    shards: int = 0
    """0 means one for each processor of this machine."""
    address: str = ""
    """Of a running cluster; empty starts one on this machine."""
    gpus_per_shard: float = 0.0


def shard_folders(out: Path, count: int) -> list[Path]:
    """Where the shards of the run at `out` live: in a folder beside it."""
    return [out.with_name(f"{out.name}.shards") / f"{index}-of-{count}" for index in range(1, count + 1)]


def shards_of(evaluation: Evaluation, count: int) -> list[Evaluation]:
    """The same evaluation once for each shard, with paths that hold on every machine."""
    out, dataset = evaluation.plan.out.resolve(), evaluation.plan.dataset.resolve()
    return [
        dataclasses.replace(
            evaluation,
            plan=dataclasses.replace(evaluation.plan, dataset=dataset, out=folder, shard=f"{index}/{count}"),
        )
        for index, folder in enumerate(shard_folders(out, count), 1)
    ]


def evaluate_on_ray(evaluation: Evaluation, cluster: Cluster) -> Run:
    """Carry out `evaluation` as shards on `cluster`, and merge and score them as the run at `plan.out`.

    The first shard that fails by a user's mistake raises that mistake here.
    """
    out = evaluation.plan.out
    if evaluation.plan.shard:
        raise UsageError("--engine ray makes the shards itself; leave --shard out.")
    if cluster.shards < 0 or cluster.gpus_per_shard < 0:
        raise UsageError("--shards and --gpus-per-shard must not be negative.")
    require_packages("ray", "--engine ray", "ray")
    check(evaluation)
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} exists and is not empty. Name another folder.")
    parts = shards_of(evaluation, cluster.shards or os.cpu_count() or 1)
    _run_shards(parts, cluster)
    return merge(
        [part.plan.out for part in parts], out, open_dataset(evaluation.plan.dataset), workers=evaluation.workers
    )


def _run_shards(parts: list[Evaluation], cluster: Cluster) -> None:
    import ray

    here = str(Path(codeedit_bench.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
    with on_ray(
        address=cluster.address or None,
        runtime_env={"env_vars": {"PYTHONPATH": path}},
        include_dashboard=False,
    ):
        task = ray.remote(num_cpus=1, num_gpus=cluster.gpus_per_shard, max_retries=_RETRIES)(_shard)
        waiting = [task.remote(part, str(Path.cwd())) for part in parts]
        with Progress("shards", len(parts), "shards") as progress:
            while waiting:
                finished, waiting = ray.wait(waiting)
                for message in ray.get(finished):
                    if message:
                        for other in waiting:
                            ray.cancel(other)
                        raise CodeEditError(message)
                    progress.advance()


def _shard(evaluation: Evaluation, directory: str) -> str:
    """In a worker: evaluate, and return a mistake's sentence; empty if all is well."""
    os.chdir(directory)  # options of a back end may hold relative paths
    try:
        evaluate(evaluation)
    except CodeEditError as error:
        return str(error)
    return ""
