"""Without the packages of data frames, what needs them says so, and everything else works."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from codeedit_bench.errors import MissingExtraError
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.runs.run import open_run
from tests.tasks import make_dataset, make_task


@pytest.fixture
def no_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    lacking = ("pandas", "datasets")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in lacking else found(name))


def test_a_data_frame_names_the_extra_that_brings_it(no_frames: None, tmp_path: Path) -> None:
    dataset = open_dataset(make_dataset(tmp_path / "data", [make_task()]))
    with pytest.raises(MissingExtraError, match=r"A data frame needs pandas, .*frames"):
        dataset.to_pandas()
    with pytest.raises(MissingExtraError, match=r"needs datasets, .*frames"):
        dataset.to_datasets()
    assert len(list(dataset)) == 1


def test_a_run_as_a_frame_names_the_extra(no_frames: None, tmp_path: Path) -> None:
    from codeedit_bench.cli import main

    data = make_dataset(tmp_path / "data", [make_task()])
    assert main(["evaluate", str(data), "--backend", "copy", "--out", str(tmp_path / "run")]) == 0
    with pytest.raises(MissingExtraError, match=r"A data frame needs pandas, .*frames"):
        open_run(tmp_path / "run").to_pandas()
