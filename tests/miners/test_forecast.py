"""`mine --plan`: what a build will give and take, told before it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

import codeedit_bench as ceb
from codeedit_bench.cli import main
from codeedit_bench.demo.generator.repositories import build_demo_repositories
from miners.config import MinerConfig
from miners.forecast import FACTOR, shares_that_stay
from miners.pipeline import WORK
from tests.git_repository import GitRepository
from tests.miners.histories import renames

INCOMPLETE = 3


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history longer than the sample of it."""
    folder = tmp_path_factory.mktemp("demo") / "repositories"
    return build_demo_repositories(folder, seed=0, commits=260, languages=["python"])["python"]


def test_a_build_gives_and_takes_what_was_told_within_the_factor(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    told = ceb.forecast(demo, out=out)
    assert not out.exists()
    mined = ceb.mine(demo, out=out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    assert 1 / FACTOR < told.tasks / len(mined) < FACTOR
    assert 1 / FACTOR < told.disk_bytes / size < FACTOR
    (row,) = told.known
    (built,) = mined.manifest["repositories"]
    assert row.commits == built["n_commits"] > 200


def test_what_is_there_already_is_not_told_again(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 8)
    settings = {"commits_per_shard": 4, "mechanical_share": 1.0}
    ceb.mine(git_repo.path, out=tmp_path / "data", settings=settings)
    git_repo.commit({"store.py": "changed = 1\n"}, "Go on")
    files = sorted((tmp_path / "data" / WORK).iterdir())
    (row,) = ceb.forecast(git_repo.path, out=tmp_path / "data", settings=settings).repositories
    assert (row.commits, row.commits_done) == (1, 8)
    assert row.tasks > 0
    assert sorted((tmp_path / "data" / WORK).iterdir()) == files


def test_of_what_is_not_fetched_or_not_readable_nothing_is_told(
    git_repo: GitRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renames(git_repo, 4)
    (tmp_path / "empty").mkdir()
    arguments = ["mine", str(git_repo.path), "https://example.org/a/b", str(tmp_path / "empty"), "--plan"]
    assert main(arguments) == INCOMPLETE
    said = capsys.readouterr()
    assert "https://example.org/a/b: it is not fetched yet, so that nothing can be told of it.\n" in said.err
    assert "empty: " in said.err
    assert "project: 4 commits to mine, about " in said.out
    assert f"true within a factor of {FACTOR:g}." in said.out


def test_where_nothing_is_fetched_no_figures_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It told 0 tasks, 3 s and 1 MB."""
    assert main(["mine", "https://example.org/a/b", "--out", str(tmp_path / "data"), "--plan"]) == INCOMPLETE
    said = capsys.readouterr()
    assert "Nothing can be expected, since no repository is here." in said.err
    assert said.out == ""


def test_caps_hold_for_a_language_and_a_tier() -> None:
    mined = {
        ("go", "core", "other"): 60.0,
        ("go", "core", "T1"): 600.0,
        ("go", "core", "T0"): 0.0,
        ("c", "core", "T1"): 50.0,
        ("c", "core", "no_edit"): 50.0,
    }
    stay = shares_that_stay(mined, MinerConfig())
    left = {kind: count * stay.get(kind, 0) for kind, count in mined.items()}
    assert left["go", "core", "T1"] == pytest.approx(left["go", "core", "other"] * 0.4 / 0.6)
    assert left["c", "core", "T1"] == left["c", "core", "no_edit"] == 0
    free = shares_that_stay(mined, MinerConfig(mechanical_share=1.0))
    assert free["go", "core", "T1"] == pytest.approx(free["go", "core", "other"])
    assert free["c", "core", "T1"] == pytest.approx(free["go", "core", "other"])
