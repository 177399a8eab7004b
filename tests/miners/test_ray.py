"""The same work on Ray. Needs the extra `ray`; starts clusters of one and of two nodes here."""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.errors import MissingExtraError, install_command
from miners.config import MinerConfig
from miners.engines import ENGINES, Outcome
from miners.pipeline import build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames
from tests.miners.remotes import Remote
from tests.miners.test_engines import reasons, trouble

HAS_RAY = importlib.util.find_spec("ray") is not None
CONFIG = MinerConfig(mechanical_share=1.0, commits_per_shard=4)


pytestmark = pytest.mark.filterwarnings("ignore")  # Ray warns of this machine's memory and of future defaults
needs_ray = pytest.mark.skipif(not HAS_RAY, reason="the extra `ray` is not installed")


@pytest.mark.slow
@needs_ray
@pytest.mark.parametrize("workers", [1, 2])
def test_ray_gives_the_same_content_hash(workers: int, git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 9)
    sources = parse_sources([str(git_repo.path)])
    local = build(sources, tmp_path / "local", CONFIG)
    on_ray = build(sources, tmp_path / "ray", CONFIG, engine="ray", workers=workers)
    assert local.manifest["n_tasks"] > 0
    assert on_ray.content_hash == local.content_hash


@pytest.fixture
def two_nodes(monkeypatch: pytest.MonkeyPatch, remote: Remote) -> Iterator[Any]:
    """A cluster of two nodes of one CPU each, which this process is not part of yet."""
    from ray.cluster_utils import Cluster

    cluster = Cluster()
    for _ in range(2):
        cluster.add_node(num_cpus=1, include_dashboard=False)
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    try:
        yield cluster
    finally:
        cluster.shutdown()


def where(item: int) -> str:
    """The node that did it, after time enough for the other one to be asked."""
    import ray

    time.sleep(0.5)
    return f"{item} {ray.get_runtime_context().get_node_id()}"


@pytest.mark.slow
@needs_ray
def test_two_nodes_share_every_stage_by_a_url_alone(
    two_nodes: Any, git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    """Clones, lists, chunks and counts go over the storage: the nodes are told no folder of the driver's."""
    renames(git_repo, 9)
    sources = parse_sources([remote.publish(git_repo)])
    local = build(sources, tmp_path / "local", CONFIG)
    storage = (tmp_path / "storage").as_uri()
    with ENGINES.load("ray")(2) as engine:
        places = {str(outcome.result).split()[1] for outcome in engine.map(where, range(8))}
    assert len(places) == len(two_nodes.worker_nodes) + 1 == 2
    on_ray = build(sources, tmp_path / "ray", CONFIG, engine="ray", storage=storage)
    assert local.manifest["n_tasks"] > 0
    assert on_ray.content_hash == local.content_hash
    again = build(sources, tmp_path / "again", CONFIG, engine="ray", storage=storage)
    assert (again.content_hash, again.resumed_chunks) == (local.content_hash, 3)


@pytest.mark.slow
@needs_ray
def test_trouble_on_ray_costs_its_own_item() -> None:
    items = ["a", "killed", "stubborn", "sentence", "prints", "b"]
    with ENGINES.load("ray")(2) as engine:
        outcomes: list[Outcome[str, str]] = list(engine.map(trouble, items))
    assert sorted(outcome.item for outcome in outcomes) == sorted(items)
    assert reasons(outcomes) == {
        "killed": "its Ray task failed: WorkerCrashedError",
        "stubborn": "_StubbornError: it broke",
        "sentence": "It is damaged",
    }


@pytest.mark.skipif(HAS_RAY, reason="the extra `ray` is installed")
def test_without_ray_the_message_names_the_command_that_installs_it(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 2)
    with pytest.raises(MissingExtraError, match=re.escape(install_command("ray"))):
        build(parse_sources([str(git_repo.path)]), tmp_path / "data", CONFIG, engine="ray")
