"""One world and its site for all tests that only look."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from leaderboard.build import build_site
from leaderboard.submission.pack import pack_run
from tests.leaderboard.archives import Members
from tests.leaderboard.browsing import Visitor, chromium
from tests.leaderboard.world import answers_with_skill, make_dataset, make_run, make_task, make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def site(world: tuple[Path, list[Path]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    dataset, runs = world
    return build_site(runs, dataset, tmp_path_factory.mktemp("out") / "site").path


def read_shard(site: Path, name: str) -> Any:
    """The value that a data script hands to the page."""
    text = (site / "data" / f"{name}.js").read_text(encoding="ascii")
    assert text.startswith("codeedit.register(")
    assert text.endswith(");\n")
    stated, value = json.loads("[" + text[len("codeedit.register(") : -len(");\n")] + "]")
    assert stated == name
    return value


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Any, site: Path) -> Iterator[Callable[..., Visitor]]:
    """Open windows on the site; afterwards no script may have failed and nothing may have left the disk."""
    visitors: list[Visitor] = []

    def make(where: Path = site, **context: Any) -> Visitor:
        visitors.append(Visitor(browser, where, **context))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()
        assert visitor.errors == []
        assert visitor.dialogs == []
        assert [url for url in visitor.requests if not url.startswith(("file:", "about:", "data:", "blob:"))] == []


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("data") / "set", [make_task(n) for n in range(12)])


@pytest.fixture
def run(dataset: Path, tmp_path: Path) -> Path:
    return make_run(tmp_path / "run", dataset, "Good 7B", answers_with_skill(0.6))


@pytest.fixture
def members(run: Path, tmp_path: Path) -> Members:
    """The content of a good archive, to be spoilt."""
    pack_run(run, tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as file:
        return {name: file.read(name) for name in file.namelist()}


BY_SCORE = ["Large (hosted)", "Middle 7B, four samples", "Middle 7B", "Small 1.5B", "copy"]


def a_task(site: Path, wanted: Callable[[Any], bool] = lambda page: True) -> str:
    for shard in sorted((site / "data" / "answers").iterdir()):
        for task_id, page in read_shard(site, f"answers/{shard.stem}").items():
            if wanted(page):
                return str(task_id)
    raise AssertionError("no such task")
