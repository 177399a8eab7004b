"""Writing a data set: few tasks in memory, all or nothing, the same hash in any order."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from codeedit_bench.errors import DatasetError, SchemaVersionError
from codeedit_bench.tasks import storage
from codeedit_bench.tasks.dataset import open_dataset, write_dataset, write_rows
from codeedit_bench.tasks.records import MAX_HISTORY, EditTask, Prediction
from codeedit_bench.tasks.storage import content_hash, from_row, read_parquet, to_row, write_parquet
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


TASK = make_task()
PREDICTION = Prediction(TASK.task_id, 0, "x\n", "x\n", "stop", 12, 3, 0.5)
WRONG_KINDS = {
    "text of tokens": (PREDICTION, "prompt_tokens", "12", "prompt_tokens is '12'. It must be a whole number."),
    "fraction of tokens": (PREDICTION, "completion_tokens", 1.5, "It must be a whole number."),
    "no sample": (PREDICTION, "sample", None, "It must be a whole number."),
    "a list for a text": (PREDICTION, "text", ["x"], "It must be a text or nothing."),
    "text for seconds": (PREDICTION, "seconds", "soon", "It must be a number."),
    "text for a flag": (PREDICTION, "cached", "no", "It must be true or false."),
    "a text for a list": (TASK, "history", "abc", "It must be a list."),
    "a text for a record": (TASK, "region", "1-2", "It must be a table."),
    "a number within a record": (TASK, "cursor", {"line": "1", "column": 0}, "A Cursor's line is '1'."),
}


@pytest.mark.parametrize(("record", "name", "value", "said"), WRONG_KINDS.values(), ids=WRONG_KINDS)
def test_a_value_of_another_kind_is_refused_when_it_is_read(
    record: object, name: str, value: object, said: str
) -> None:
    """A run's files may come from anybody: a text of digits would be counted, compared and shown later."""
    row = to_row(record)
    assert from_row(type(record), row) == record
    row[name] = value
    with pytest.raises(DatasetError, match=re.escape(said)):
        from_row(type(record), row)


def test_a_whole_number_is_a_number_as_json_writes_it() -> None:
    row = to_row(PREDICTION)
    row["seconds"] = 1
    assert from_row(Prediction, row).seconds == 1


def test_the_version_of_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "tasks.parquet"
    write_parquet(file, EditTask, [TASK])
    table = pq.read_table(file)
    for stated in (b"1\n```\n", b"\xff"):
        pq.write_table(table.replace_schema_metadata({b"codeedit_schema_version": stated}), file)
        with pytest.raises(SchemaVersionError) as raised:
            list(read_parquet(file, EditTask))
        assert "\n" not in str(raised.value)


def test_a_file_of_the_old_shape_is_refused_with_the_way_to_rebuild_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr(storage, "SCHEMA_VERSION", 1)
        write_dataset(tmp_path, [make_task()], name="old", extra={})
    with pytest.raises(SchemaVersionError, match=r"version 1; this version reads 2\. Mine it again"):
        list(read_parquet(tmp_path / "data" / "test.parquet", EditTask))
