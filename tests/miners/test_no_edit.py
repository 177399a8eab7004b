"""Tasks without an edit are drawn as the others are, where the commit changes nothing more."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeedit_bench.demo.generator.repositories import build_demo_repositories
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from miners.config import MinerConfig
from miners.pipeline import build
from miners.repository.process import run_git
from miners.sources import parse_sources


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[EditTask]]:
    """A repository of the demo, and all tasks of it, no cap applied."""
    folder = tmp_path_factory.mktemp("no-edit")
    (path,) = build_demo_repositories(folder / "repositories", commits=40, languages=["python"]).values()
    config = MinerConfig(
        mechanical_share=1.0,
        verbatim_share=1.0,
        no_edit_share=1.0,
        test_tasks_per_commit=100,
        max_insertion_trigrams=3,
    )
    build(parse_sources([str(path)]), folder / "data", config)
    return path, list(open_dataset(folder / "data"))


def test_the_commit_leaves_the_region_as_it_stands(mined: tuple[Path, list[EditTask]]) -> None:
    path, tasks = mined
    still = [task for task in tasks if task.asks_for_no_edit]
    assert len(still) > 20
    for task in still:
        after = run_git(path / ".git", "show", f"{task.provenance.commit}:{task.path}").decode()
        assert task.reference == task.region_text
        assert task.region_text in after
        assert not task.accepted


def test_they_stand_between_edits_as_well_as_after_the_last(mined: tuple[Path, list[EditTask]]) -> None:
    still = [task for task in mined[1] if task.asks_for_no_edit]
    after_the_last = [task for task in still if task.edit_index == task.n_edits]
    assert after_the_last
    assert len(after_the_last) < len(still)


def test_their_regions_have_no_size_and_no_start_of_their_own(mined: tuple[Path, list[EditTask]]) -> None:
    edits, still = (
        {task.region.end_line - task.region.start_line for task in mined[1] if task.asks_for_no_edit is kind}
        for kind in (False, True)
    )
    assert len(still) > 5
    assert len(still & edits) > 5
    assert len({task.region.start_line % 10 for task in mined[1] if task.asks_for_no_edit}) > 5


def test_the_cursor_may_stand_inside(mined: tuple[Path, list[EditTask]]) -> None:
    inside = [
        task.region.start_line <= task.cursor.line < task.region.end_line
        for task in mined[1]
        if task.asks_for_no_edit and task.history[-1].path == task.path
    ]
    assert any(inside)


def test_some_regions_hold_later_edits_of_the_commit_and_each_state_is_accepted(
    mined: tuple[Path, list[EditTask]],
) -> None:
    several = [task for task in mined[1] if task.accepted]
    assert several
    for task in several:
        assert len({task.region_text, task.reference, *task.accepted}) == len(task.accepted) + 2
        assert not any(task.accepted[-1] == text for text in (task.reference, task.file_text))
