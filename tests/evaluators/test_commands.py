"""The commands around a run: verify, merge, compare, formats, backends."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import EditTask
from evaluators.backends import BACKENDS
from evaluators.prompts import FORMATS
from tests.evaluators.conftest import load_json
from tests.tasks import make_dataset, make_task

AnswerWith = Callable[..., Path]


def right_for(tasks: list[EditTask], count: int) -> dict[str, str]:
    return {task.task_id: task.reference if place < count else "x\n" for place, task in enumerate(tasks)}


def test_an_honest_run_is_verified(dataset: Path, tasks: list[EditTask], answer_with: AnswerWith) -> None:
    run = answer_with("honest", right_for(tasks, 5))
    assert main(["verify", str(run), "--dataset", str(dataset), "--workers", "1"]) == 0


def test_another_accepted_answer_counts_in_a_run_as_the_reference_does(tmp_path: Path) -> None:
    other = make_task().reference.replace("self.total", "self.sum_of_all")
    task = make_task(accepted=(other,))
    dataset = make_dataset(tmp_path / "two answers", [task])
    for number, (answer, value) in enumerate([(task.reference, 1.0), (other, 1.0), (task.region_text, 0.0)]):
        file, run = tmp_path / f"{number}.jsonl", tmp_path / str(number)
        file.write_text(json.dumps({"task_id": task.task_id, "completion": answer}))
        call = ["--backend", "scripted", "--option", f"path={file}", "--out", str(run), "--workers", "1"]
        assert main(["evaluate", str(dataset), *call]) == 0
        assert load_json(run / "summary.json")["metrics"]["em_layout"]["value"] == value


def test_a_score_that_was_raised_by_hand_is_found(
    dataset: Path, tasks: list[EditTask], answer_with: AnswerWith, capsys: pytest.CaptureFixture[str]
) -> None:
    run = answer_with("forged", right_for(tasks, 5))
    table = pq.read_table(run / "scores.parquet").to_pandas()
    table.loc[7, "em_layout"] = 1.0
    table.to_parquet(run / "scores.parquet")
    capsys.readouterr()
    assert main(["verify", str(run), "--dataset", str(dataset), "--workers", "1"]) == 1
    assert f"task {tasks[7].task_id}, sample 0: em_layout stated 1.0, found 0.0" in capsys.readouterr().out


def test_a_summary_that_was_raised_by_hand_is_found(
    dataset: Path, tasks: list[EditTask], answer_with: AnswerWith, capsys: pytest.CaptureFixture[str]
) -> None:
    run = answer_with("boastful", right_for(tasks, 5))
    summary = load_json(run / "summary.json")
    summary["metrics"]["em_layout"]["value"] = 0.99
    (run / "summary.json").write_text(json.dumps(summary))
    assert main(["verify", str(run), "--dataset", str(dataset), "--workers", "1"]) == 1
    assert "summary: metrics stated" in capsys.readouterr().out


def test_a_run_can_be_scored_by_more_metrics_and_these_are_verified_too(
    dataset: Path, tasks: list[EditTask], answer_with: AnswerWith
) -> None:
    run = answer_with("more", right_for(tasks, 5))
    more = [word for name in ("delta_chrf", "bleu", "new_parse_errors") for word in ("--metric", name)]
    assert main(["score", str(run), "--dataset", str(dataset), "--workers", "1", *more]) == 0
    table = pq.read_table(run / "scores.parquet").to_pandas()
    assert table["delta_chrf"][0] == 1.0
    assert table["delta_chrf"][11] < 1.0
    assert main(["verify", str(run), "--dataset", str(dataset), "--workers", "1"]) == 0
    table.loc[11, "delta_chrf"] = 1.0
    table.to_parquet(run / "scores.parquet")
    assert main(["verify", str(run), "--dataset", str(dataset), "--workers", "1"]) == 1


def shards(dataset: Path, home: Path, count: int, *more: str) -> list[Path]:
    paths = [home / f"shard{index}" for index in range(1, count + 1)]
    for index, path in enumerate(paths, 1):
        call = ["--backend", "replay", "--shard", f"{index}/{count}", "--workers", "1", *more]
        assert main(["evaluate", str(dataset), "--out", str(path), *call]) == 0
    return paths


def test_merged_shards_are_the_run_that_was_never_split(dataset: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    assert main(["evaluate", str(dataset), "--backend", "replay", "--out", str(whole), "--workers", "1"]) == 0
    parts = shards(dataset, tmp_path, 3)
    merged = tmp_path / "merged"
    assert main(["merge", *map(str, parts[::-1]), "--dataset", str(dataset), "--out", str(merged)]) == 0
    assert (merged / "scores.parquet").read_bytes() == (whole / "scores.parquet").read_bytes()
    for name in ("prompts.jsonl", "prompt_texts.jsonl.gz"):
        assert (merged / name).read_bytes() == (whole / name).read_bytes()
    assert load_json(merged / "manifest.json") == load_json(whole / "manifest.json")


def test_shards_that_do_not_make_a_run_are_refused(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = shards(dataset, tmp_path, 2)
    [other] = shards(dataset, tmp_path / "other", 1, "--seed", "1")
    into = ["--dataset", str(dataset), "--out", str(tmp_path / "merged")]
    for chosen, message in [
        ([first], "Shard 2 of 2 is missing"),
        ([first, first], "Shard 2 of 2 is missing"),
        ([first, second, second], "A shard is named twice"),
        ([first, other], "merge one set"),
    ]:
        assert main(["merge", *map(str, chosen), *into]) == 2
        assert message in capsys.readouterr().err
    assert not (tmp_path / "merged").exists()


def test_two_runs_are_compared_and_three_are_ranked(
    dataset: Path, tasks: list[EditTask], answer_with: AnswerWith, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [str(answer_with(f"right{count}", right_for(tasks, count))) for count in (0, 6, 12)]
    capsys.readouterr()
    assert main(["compare", *runs[:2], "--dataset", str(dataset), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["value_a"], result["value_b"], result["only_b"], result["n"]) == (0, 0.5, 6, 12)
    assert main(["compare", *runs, "--dataset", str(dataset)]) == 0
    # Twelve tasks of three repositories leave the first two places open.
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["1–2", "right12"]


def test_a_comparison_of_one_tier_counts_its_tasks_alone_and_says_so(
    tasks: list[EditTask], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A task's id does not depend on its tier.
    mixed = [dataclasses.replace(task, tier="hard" if place < 5 else "core") for place, task in enumerate(tasks)]
    data = ["--dataset", str(make_dataset(tmp_path / "mixed", mixed))]
    runs = [str(tmp_path / name) for name in ("copy", "replay", "propagate")]
    for run in runs:
        assert main(["evaluate", *data, "--backend", Path(run).name, "--out", run, "--workers", "1"]) == 0
    capsys.readouterr()
    for chosen in ([], ["--tier", "hard"]):
        assert main(["compare", *runs[:2], *data, *chosen, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["n"] == (5 if chosen else 12)
    for several in (runs[:2], runs):
        assert main(["compare", *several, *data, "--tier", "hard"]) == 0
        assert capsys.readouterr().out.startswith("only tasks of tier hard\n")
    assert main(["compare", *runs, *data, "--tier", "hardest"]) == 2
    assert "has the tier 'hardest'. It has: core, hard." in capsys.readouterr().err


def test_formats_and_back_ends_are_listed_with_what_they_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == list(FORMATS)
    assert all(len(line.split()) > 3 for line in listed)
    assert main(["backends"]) == 0
    text = capsys.readouterr().out
    assert all(f"{name} " in text for name in BACKENDS)
    assert "--option path=…  a text that is not empty, required" in text


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("zed-industries/zeta", "zeta"),
        ("zed-industries/zeta-2", "zeta2"),
        ("zed-industries/zeta-2.1", "zeta2.1"),
        ("sweepai/sweep-next-edit-1.5B", "sweep"),
        ("continuedev/instinct", "instinct"),
        ("models/Qwen2.5-Coder-7B-NEP/", "nep"),
        ("Qwen/Qwen2.5-Coder-7B", "fim"),
        ("Qwen/Qwen2.5-Coder-7B-Instruct", "chat"),
        ("meta-llama/Llama-3.1-8B-Instruct", "chat"),
    ],
)
def test_the_native_format_is_told_by_the_model_s_name(
    model: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["formats", "--model", model]) == 0
    assert capsys.readouterr().out == f"{expected}\n"
