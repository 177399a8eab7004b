"""`codeedit evaluate` and `codeedit score`, from the command line, on small data sets."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import EditTask, Prediction
from evaluators.runs.run import open_run, prediction_line
from evaluators.runs.score_files import read_scores
from tests.tasks import make_dataset, make_task


def tasks_of_two_repositories() -> list[EditTask]:
    base = make_task()
    return [
        make_task(
            path=f"billing/part{number}.py",
            provenance=dataclasses.replace(base.provenance, repository=f"repository{number % 2}"),
        )
        for number in range(6)
    ]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "data", tasks_of_two_repositories())


def summary_of(run: Path) -> dict[str, dict[str, dict[str, float]]]:
    summary: dict[str, dict[str, dict[str, float]]] = json.loads((run / "summary.json").read_text())
    return summary


def evaluate(dataset: Path, out: Path, *more: str) -> int:
    return main(["evaluate", str(dataset), "--out", str(out), "--workers", "1", *more])


def answers_file(path: Path, answers: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps({"task_id": k, "completion": v}) + "\n" for k, v in answers.items()))
    return path


def test_copying_the_region_is_never_right(dataset: Path, tmp_path: Path) -> None:
    assert evaluate(dataset, tmp_path / "run", "--backend", "copy") == 0
    assert summary_of(tmp_path / "run")["metrics"]["em_layout"]["value"] == 0.0


@pytest.mark.parametrize("backend", ["replay", "propagate"])
def test_a_rename_half_done_is_finished_by_repeating_it(dataset: Path, tmp_path: Path, backend: str) -> None:
    assert evaluate(dataset, tmp_path / "run", "--backend", backend) == 0
    assert summary_of(tmp_path / "run")["metrics"]["em_text"]["value"] == 1.0


def test_answers_from_a_file_are_scored_and_the_interval_holds_the_mean(dataset: Path, tmp_path: Path) -> None:
    tasks = sorted(tasks_of_two_repositories(), key=lambda task: task.task_id)
    right = {task.task_id: task.reference if place % 3 else "x = 1\n" for place, task in enumerate(tasks)}
    answers = answers_file(tmp_path / "answers.jsonl", right)
    assert evaluate(dataset, tmp_path / "run", "--backend", "scripted", "--option", f"path={answers}") == 0
    row = summary_of(tmp_path / "run")["metrics"]["em_layout"]
    assert row["value"] == pytest.approx(4 / 6)
    assert row["low"] <= row["value"] <= row["high"]
    assert row["clusters"] == 2


def test_every_outcome_stays_in_the_denominator(dataset: Path, tmp_path: Path) -> None:
    tasks = tasks_of_two_repositories()
    kinds = ["stop", "stop", "length", "error", "stop", "stop"]
    rows = [
        {
            "task_id": task.task_id,
            "finish_reason": kind,
            "completion": f"```\n{task.reference}```\n" if place else "no block",
        }
        for place, (task, kind) in enumerate(zip(tasks, kinds, strict=True))
    ]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ("--backend", "scripted", "--option", f"path={answers}", "--format", "chat")
    assert evaluate(dataset, tmp_path / "run", *options) == 4
    summary = summary_of(tmp_path / "run")
    assert summary["outcomes"] == {"failed": 1, "scored": 3, "truncated": 1, "unparseable": 1}
    assert summary["metrics"]["em_layout"]["value"] == pytest.approx(3 / 6)


def test_scoring_again_gives_the_same_scores(dataset: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    evaluate(dataset, run, "--backend", "replay")
    before = (run / "scores.parquet").read_bytes()
    (run / "scores.parquet").unlink()
    assert main(["score", str(run), "--dataset", str(dataset), "--workers", "1"]) == 0
    assert (run / "scores.parquet").read_bytes() == before


def test_scoring_trusts_the_raw_completion_alone(dataset: Path, tmp_path: Path) -> None:
    """A submission whose `text` was swapped for the reference gains nothing by it."""
    run = tmp_path / "run"
    evaluate(dataset, run, "--backend", "copy")
    references = {task.task_id: task.reference for task in tasks_of_two_repositories()}
    forged = [dataclasses.replace(p, text=references[p.task_id]) for p in open_run(run).predictions()]
    (run / "predictions.jsonl").write_text("".join(map(prediction_line, forged)))
    main(["score", str(run), "--dataset", str(dataset), "--workers", "1"])
    assert [score.values["em_text"] for score in read_scores(run)] == [0.0] * 6


def test_an_interrupted_run_goes_on_where_it_stopped(dataset: Path, tmp_path: Path) -> None:
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    evaluate(dataset, whole, "--backend", "replay")
    evaluate(dataset, torn, "--backend", "replay")
    lines = (torn / "predictions.jsonl").read_bytes().splitlines(keepends=True)
    (torn / "predictions.jsonl").write_bytes(b"".join(lines[:2]) + lines[2][:40])
    (torn / "scores.parquet").unlink()
    kept = list(open_run(torn).predictions())
    evaluate(dataset, torn, "--backend", "replay")
    assert (torn / "scores.parquet").read_bytes() == (whole / "scores.parquet").read_bytes()
    after = {p.task_id: p for p in open_run(torn).predictions()}
    assert all(after[p.task_id] == p for p in kept), "what was there is kept, its timing too"


def test_failed_requests_are_tried_again(dataset: Path, tmp_path: Path) -> None:
    tasks = tasks_of_two_repositories()
    answers = answers_file(tmp_path / "answers.jsonl", {tasks[0].task_id: tasks[0].reference})
    call = ("--backend", "scripted", "--option", f"path={answers}", "--option", "require_all=false")
    evaluate(dataset, tmp_path / "run", *call)
    answers_file(answers, {task.task_id: task.reference for task in tasks})
    evaluate(dataset, tmp_path / "run", *call)
    assert [score.outcome for score in read_scores(tmp_path / "run")] == ["scored"] * 6


def test_several_samples_are_all_kept(dataset: Path, tmp_path: Path) -> None:
    evaluate(dataset, tmp_path / "run", "--backend", "replay", "--samples", "3", "--temperature", "1")
    assert len(read_scores(tmp_path / "run")) == 18


def test_a_limit_takes_the_same_tasks_for_everybody(dataset: Path, tmp_path: Path) -> None:
    evaluate(dataset, tmp_path / "run", "--backend", "copy", "--limit", "2")
    ids = sorted(task.task_id for task in tasks_of_two_repositories())
    assert [score.task_id for score in read_scores(tmp_path / "run")] == ids[:2]


def test_regions_left_alone_count_as_false_edits_only(tmp_path: Path) -> None:
    task = make_task()
    calm = make_task(path="calm.py", reference=task.region_text, tags=("no_edit",))
    dataset = make_dataset(tmp_path / "data", [task, calm])
    evaluate(dataset, tmp_path / "copy", "--backend", "copy")
    evaluate(dataset, tmp_path / "replay", "--backend", "replay")
    copied, replayed = summary_of(tmp_path / "copy"), summary_of(tmp_path / "replay")
    assert copied["false_edits"] == {"n": 1, "rate": 0.0}
    assert replayed["false_edits"] == {"n": 1, "rate": 1.0}
    assert copied["metrics"]["em_layout"]["n"] == 1
    assert copied["metrics"]["em_layout"]["value"] == 0.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--backend", "cpoy"), "There is no back end 'cpoy'. Did you mean 'copy'?"),
        (("--backend", "copy", "--option", "speed=3"), "takes no options; 'speed' was given"),
        (("--backend", "scripted"), "needs --option path="),
        (("--backend", "scripted", "--option", "path"), "cannot be read. Write it as KEY=VALUE."),
        (("--backend", "copy", "--format", "chat"), "answers in the format 'region' alone"),
        (("--backend", "copy", "--split", "tset"), "There is no split 'tset'"),
        (("--backend", "copy", "--split", "train"), "has no tasks in its split 'train'"),
        (("--backend", "copy", "--samples", "2"), "needs --temperature above 0"),
        (("--backend", "copy", "--samples", "0"), "--samples must be at least 1"),
        (("--backend", "copy", "--shard", "3/2"), "is not of the form i/n"),
        (("--backend", "transformers", "--model", "./nowhere"), "There is no model at './nowhere'"),
    ],
)
def test_a_mistake_gets_one_sentence_and_nothing_is_written(
    dataset: Path, tmp_path: Path, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(dataset, tmp_path / "run", *arguments) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_unknown_and_missing_task_ids_are_refused(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = tasks_of_two_repositories()
    answers = answers_file(tmp_path / "answers.jsonl", {task.task_id: "" for task in tasks} | {"f" * 20: ""})
    call = ("--backend", "scripted", "--option", f"path={answers}")
    assert evaluate(dataset, tmp_path / "one", *call) == 2
    assert "answers task 'ffffffffffffffffffff', which is not in the data set" in capsys.readouterr().err
    answers_file(answers, {task.task_id: "" for task in tasks[1:]})
    assert evaluate(dataset, tmp_path / "two", *call) == 2
    assert f"has no answer for task {tasks[0].task_id}, sample 0 (1 missing)" in capsys.readouterr().err
    assert not (tmp_path / "one").exists()
    assert not (tmp_path / "two").exists()


def test_a_run_is_not_gone_on_with_under_other_settings(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(dataset, tmp_path / "run", "--backend", "copy")
    assert evaluate(dataset, tmp_path / "run", "--backend", "copy", "--seed", "1") == 2
    assert "holds a run with another seed (0, now 1)" in capsys.readouterr().err


def test_scoring_on_another_data_set_is_refused(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(dataset, tmp_path / "run", "--backend", "copy")
    other = make_dataset(tmp_path / "other", [make_task()])
    assert main(["score", str(tmp_path / "run"), "--dataset", str(other)]) == 2
    assert "The run was made on a data set with content hash" in capsys.readouterr().err


def test_a_foreign_prediction_is_named(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    evaluate(dataset, run, "--backend", "copy")
    with (run / "predictions.jsonl").open("a") as file:
        file.write(prediction_line(Prediction("0" * 20, 0, "", "", "stop", 0, 0, 0.0)))
    assert main(["score", str(run), "--dataset", str(dataset), "--workers", "1"]) == 2
    assert (
        "prediction for task '00000000000000000000', which is not among the run's tasks" in capsys.readouterr().err
    )
