"""The same work on Ray. Needs the extra `ray`; starts a cluster of one node here."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from codeedit_bench.errors import MissingExtraError
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames

HAS_RAY = importlib.util.find_spec("ray") is not None
CONFIG = MinerConfig(mechanical_share=1.0, commits_per_shard=4)


@pytest.mark.slow
@pytest.mark.skipif(not HAS_RAY, reason="the extra `ray` is not installed")
@pytest.mark.filterwarnings("ignore")  # Ray's own start warns of this machine's memory and of future defaults
def test_ray_gives_the_same_content_hash(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 9)
    sources = parse_sources([str(git_repo.path)])
    local = build(sources, tmp_path / "local", CONFIG)
    on_ray = build(sources, tmp_path / "ray", CONFIG, engine="ray", workers=2)
    assert local.manifest["n_tasks"] > 0
    assert on_ray.content_hash == local.content_hash


@pytest.mark.skipif(HAS_RAY, reason="the extra `ray` is installed")
def test_without_ray_the_message_names_the_command_that_installs_it(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 2)
    with pytest.raises(MissingExtraError, match=r"pip install 'codeedit-bench\[ray\]'"):
        build(parse_sources([str(git_repo.path)]), tmp_path / "data", CONFIG, engine="ray")
