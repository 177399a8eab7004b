"""A run that is opened: what it tells, and what is said of one that is damaged or states other scores."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from codeedit_bench.errors import CodeEditError
from codeedit_bench.tasks.records import EditTask
from evaluators.runs.run import Run, open_run
from evaluators.runs.scores import Score
from evaluators.runs.verification import differences


@pytest.fixture
def folder(answer_with: Callable[..., Path], tasks: list[EditTask]) -> Path:
    """Twelve answers, of which the first is right."""
    answers = {task.task_id: task.region_text for task in tasks} | {tasks[0].task_id: tasks[0].reference}
    return answer_with("mixed", answers)


def rewrite(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text()))


def test_a_run_as_a_frame_has_a_row_for_each_sample_with_its_scores(folder: Path, tasks: list[EditTask]) -> None:
    frame = open_run(folder).to_pandas()
    assert list(frame.columns[:3]) == ["task_id", "sample", "outcome"]
    assert sorted(frame["task_id"]) == sorted(task.task_id for task in tasks)
    assert {"completion", "em_layout", "edit_similarity"} <= set(frame.columns)
    assert not frame.columns.duplicated().any()


def test_the_metrics_that_there_are_stand_beside_a_wrong_name(folder: Path) -> None:
    run = open_run(folder)
    assert 0 <= run.value() <= 1
    with pytest.raises(CodeEditError, match=r"has no metric 'em_loyout'\. It has .*em_layout"):
        run.value("em_loyout")


def break_a_line(folder: Path) -> None:
    rewrite(folder / "predictions.jsonl", lambda text: "{}\n" + text)


def tear_the_last_line(folder: Path) -> None:
    rewrite(folder / "predictions.jsonl", lambda text: text[:-10])


def lose_the_summary(folder: Path) -> None:
    (folder / "summary.json").unlink()


def lose_the_scores(folder: Path) -> None:
    (folder / "scores.parquet").unlink()


def break_the_scores(folder: Path) -> None:
    (folder / "scores.parquet").write_bytes(b"PAR1 and no more")


def lose_a_column(folder: Path) -> None:
    table = pq.read_table(folder / "scores.parquet")
    pq.write_table(table.drop_columns(["outcome"]), folder / "scores.parquet")


def make_it_newer(folder: Path) -> None:
    rewrite(folder / "manifest.json", lambda text: json.dumps({**json.loads(text), "schema_version": 99}))


@pytest.mark.parametrize(
    ("damage", "use", "sentence"),
    [
        (break_a_line, lambda run: list(run.predictions()), r"predictions\.jsonl, line 1 is not a prediction: "),
        (lose_the_summary, lambda run: run.summary(), r"has no summary\.json\. Score it with `codeedit score`"),
        (lose_the_scores, lambda run: run.scores(), r"has no scores\.parquet\. Score it with `codeedit score`"),
        (break_the_scores, lambda run: run.scores(), r"scores\.parquet cannot be read as Parquet: "),
        (lose_a_column, lambda run: run.scores(), r"scores\.parquet .*outcome"),
        (make_it_newer, lambda run: run, r"has schema version 99; this version reads \d+\. Evaluate again"),
    ],
)
def test_what_is_wrong_with_a_run_is_one_sentence(
    folder: Path, damage: Callable[[Path], None], use: Callable[[Run], object], sentence: str
) -> None:
    damage(folder)
    with pytest.raises(CodeEditError, match=sentence):
        use(open_run(folder))


def test_a_torn_last_line_is_left_out(folder: Path, tasks: list[EditTask]) -> None:
    tear_the_last_line(folder)
    assert len(list(open_run(folder).predictions())) == len(tasks) - 1


def test_every_score_that_is_stated_otherwise_is_named(folder: Path) -> None:
    run = open_run(folder)
    found, summary = run.scores(), run.summary()
    assert differences(found, found, summary, summary) == []
    first, second, third, *rest = found
    values = {**second.values, "em_layout": 1 - second.values["em_layout"]}
    stated = [
        dataclasses.replace(first, outcome="refused"),
        dataclasses.replace(second, values=values),
        *rest,
        rest[0],
        Score("nobody", 0, "scored", {}),
    ]
    lines = differences(stated, found, {**summary, "dataset_hash": "other"}, summary)
    assert lines[0] == "1 scores are stated twice"
    told = "\n".join(lines)
    assert f"task {first.task_id}, sample 0: stated refused, found scored" in told
    assert f"task {second.task_id}, sample 0: em_layout stated" in told
    assert f"task {third.task_id}, sample 0: no score is stated" in told
    assert "task nobody, sample 0: a score is stated for no answer" in told
