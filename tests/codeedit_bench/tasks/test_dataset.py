"""Writing a data set: few tasks in memory, all or nothing, the same hash in any order."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.errors import DatasetError, SchemaVersionError
from codeedit_bench.tasks import storage
from codeedit_bench.tasks.dataset import open_dataset, write_dataset, write_rows
from codeedit_bench.tasks.records import MAX_HISTORY, EditTask
from codeedit_bench.tasks.storage import content_hash, from_row, read_parquet, to_row
from tests.tasks import make_task


class Row(dict[str, Any]):
    """A row that can be watched."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # a weak set holds the objects, not their content


def tasks(count: int, **changes: Any) -> list[EditTask]:
    made = [make_task(path=f"file_{n}.py", **changes) for n in range(count)]
    return sorted(made, key=lambda task: task.task_id)


def test_few_rows_are_in_memory_at_a_time(tmp_path: Path) -> None:
    alive: weakref.WeakSet[Row] = weakref.WeakSet()
    most = 0
    text = "x = 1\n" * 20_000

    def rows() -> Iterator[Row]:
        nonlocal most
        for task in tasks(200):
            row = Row(to_row(task), file_text=text)
            alive.add(row)
            yield row
            most = max(most, len(alive))

    write_rows(tmp_path, rows(), name="long", extra={})
    gc.collect()
    assert most < 60
    assert len(list(open_dataset(tmp_path).tasks())) == 200


def test_the_hash_does_not_depend_on_the_order(tmp_path: Path) -> None:
    made = tasks(5)
    assert write_dataset(tmp_path, made[::-1], name="five", extra={}) == content_hash(made)


@pytest.mark.parametrize("wrong", [[0, 0], [1, 0]], ids=["twice", "out of order"])
def test_a_task_that_comes_twice_or_too_early_is_refused_and_no_file_is_left(
    wrong: list[int], tmp_path: Path
) -> None:
    made = tasks(2)
    with pytest.raises(DatasetError, match="occurs twice or out of order"):
        write_rows(tmp_path, (to_row(made[n]) for n in wrong), name="wrong", extra={})
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_split_that_is_empty_now_has_no_file_from_before(tmp_path: Path) -> None:
    write_dataset(tmp_path, tasks(3, split="train"), name="again", extra={})
    write_dataset(tmp_path, tasks(3, split="test"), name="again", extra={})
    assert {task.split for task in open_dataset(tmp_path).tasks()} == {"test"}


def test_a_task_keeps_its_tier_and_up_to_24_earlier_edits(tmp_path: Path) -> None:
    made = make_task(tier="hard", history=make_task().history * MAX_HISTORY)
    write_dataset(tmp_path, [made], name="hard", extra={})
    assert list(open_dataset(tmp_path)) == [made]
    assert open_dataset(tmp_path).to_pandas()["tier"].tolist() == ["hard"]
    assert MAX_HISTORY == 24


def test_a_tier_that_is_not_one_of_the_two_is_refused_when_it_is_read() -> None:
    row = {**to_row(make_task()), "tier": "medium"}
    with pytest.raises(DatasetError, match=r"tier is 'medium'\. It must be one of: core, hard\."):
        from_row(EditTask, row)


def test_a_file_of_the_old_shape_is_refused_with_the_way_to_rebuild_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr(storage, "SCHEMA_VERSION", 1)
        write_dataset(tmp_path, [make_task()], name="old", extra={})
    with pytest.raises(SchemaVersionError, match=r"version 1; this version reads 2\. Mine it again"):
        list(read_parquet(tmp_path / "data" / "test.parquet", EditTask))
