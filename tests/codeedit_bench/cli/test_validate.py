"""`codeedit validate`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import Cursor, Region
from codeedit_bench.tasks.validation import problems
from evaluators.metrics import METRICS
from tests.tasks import FILE, make_dataset, make_task


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_sound_data_set_passes(workers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = [make_task(), make_task(path="b.py")]
    assert main(["validate", str(make_dataset(tmp_path / "data", tasks)), "--workers", workers]) == 0
    assert "2 tasks in one language" in (shown := capsys.readouterr().out)
    assert "all sound" in shown


def test_a_reference_that_changes_nothing_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    idle = make_task()
    idle = make_task(reference=idle.region_text)
    assert main(["validate", str(make_dataset(tmp_path / "data", [idle]))]) == 1
    captured = capsys.readouterr()
    assert (
        f"task {idle.task_id} (python, billing/invoice.py): the unchanged text scores 1 at level" in captured.err
    )
    assert "3 problems" in captured.out


def test_a_comment_alone_counts_as_a_change_at_every_level() -> None:
    """The no-op guard: where `code` sees no difference, `layout` decides."""
    task = make_task()
    assert list(problems(make_task(reference="# why\n" + task.region_text))) == []


def test_a_no_edit_task_is_sound_if_the_unchanged_text_is_right() -> None:
    task = make_task()
    assert list(problems(make_task(tags=("no_edit",), reference=task.region_text))) == []
    assert "the unchanged text is right here, but scores 0 at level text" in list(
        problems(make_task(tags=("no_edit",)))
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"region": Region(8, 40)}, "its region 8-40 lies outside the file of 10 lines"),
        ({"region": Region(5, 4)}, "its region 5-4 lies outside the file of 10 lines"),
        ({"cursor": Cursor(11, 0)}, "its cursor stands in line 11 of 10"),
        ({"edit_index": 3}, "edit 3 is none of its 3 edits"),
        ({"language": "cobol"}, "its language 'cobol' is unknown"),
        ({"accepted": ("a = 1\n", "a = 1\n")}, "two of its other accepted answers are the same text"),
        ({"history": make_task().history * 25}, "its history has 25 edits, more than 24"),
        ({"accepted": (make_task().reference,)}, "its reference is also among its other accepted answers"),
    ],
)
def test_each_malformed_task_is_told_by_its_fault(changes: dict[str, object], problem: str) -> None:
    assert problem in list(problems(make_task(**changes)))


def test_an_accepted_answer_that_changes_nothing_is_found() -> None:
    task = make_task(accepted=(make_task().region_text,))
    assert "the unchanged text scores 1 at level layout" in list(problems(task))


def test_an_id_that_is_not_the_content_is_found() -> None:
    task = dataclasses.replace(make_task(), file_text=FILE + "\n")
    assert any(problem.startswith("its id should be ") for problem in problems(task))


def test_content_that_was_changed_after_writing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_dataset(tmp_path / "data", [make_task()])
    make_dataset(tmp_path / "other", [make_task(path="c.py")])
    (tmp_path / "other/data/test.parquet").replace(data / "data/test.parquet")
    assert main(["validate", str(data)]) == 2
    assert "it was changed after it was written. Mine it again." in capsys.readouterr().err


def test_counts_that_do_not_fit_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = make_dataset(tmp_path / "data", [make_task()])
    manifest = json.loads((data / "manifest.json").read_text())
    (data / "manifest.json").write_text(json.dumps({**manifest, "n_tasks": 7}))
    assert main(["validate", str(data)]) == 1
    assert "the manifest states n_tasks = 7, the tasks give 1" in capsys.readouterr().err


def test_another_schema_version_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = make_dataset(tmp_path / "data", [make_task()])
    manifest = json.loads((data / "manifest.json").read_text())
    (data / "manifest.json").write_text(json.dumps({**manifest, "schema_version": 99}))
    assert main(["validate", str(data)]) == 2
    assert "has schema version 99; this version reads 2." in capsys.readouterr().err


def test_a_parquet_file_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = make_dataset(tmp_path / "data", [make_task()])
    (data / "data/test.parquet").write_bytes(b"PAR1 not really")
    assert main(["validate", str(data)]) == 2
    assert "cannot be read as Parquet" in capsys.readouterr().err


def test_a_region_whose_answer_ends_in_mid_line_is_sound_and_gets_no_line_end() -> None:
    task = make_task(file_text="a = 0\nx = 2\n1\n", region=Region(1, 2), reference="x = ")
    assert list(problems(task)) == []
    assert METRICS.load("em_code")(task, "x =  ") == 1.0, "it is the line `x = 1`"
    assert METRICS.load("em_code")(task, "x = \n") == 0.0
