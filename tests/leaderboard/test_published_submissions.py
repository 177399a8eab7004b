"""The submissions in this repository answer the data sets whose indexes lie beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeedit_bench.parsing import parse_json
from leaderboard.submission.archive import MANIFEST, PREDICTIONS, Archive
from miners.rebuilding.index import open_index

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"
SUBMISSIONS = sorted(BENCHMARKS.glob("*/submissions/*.zip"))


def test_there_are_submissions() -> None:
    assert SUBMISSIONS


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.stem)
def test_a_submission_answers_each_task_of_its_index_once(path: Path) -> None:
    index = open_index(path.parent.parent)
    with Archive(path) as archive:
        manifest = parse_json(archive.text(MANIFEST))
        answered = [parse_json(line)["task_id"] for _, line in archive.lines(PREDICTIONS)]
    assert manifest["dataset_hash"] == index.manifest["content_hash"], "answer the set again, docs/v1.md tells how"
    assert sorted(answered) == sorted(task.task_id for task in index.tasks())


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.stem)
def test_a_submission_says_what_stands_in_its_row(path: Path) -> None:
    with Archive(path) as archive:
        manifest = parse_json(archive.text(MANIFEST))
    assert {key for key in ("system", "model_licence", "parameters", "notes") if not manifest[key]} == set()
