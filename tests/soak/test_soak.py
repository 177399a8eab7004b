"""The soak itself works: one small trial of each mode, with the real product."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.soak import trials
from tests.soak.hostile import assaults
from tests.soak.hostile.doors import DOORS
from tests.soak.launching import run
from tests.soak.results import Result, counted, table
from tests.soak.steps import STEPS
from tests.soak.troubles.signals import TROUBLES as SIGNALS
from tests.soak.verdicts import wrong_answers, wrong_ending
from tests.soak.world import World, open_world

CHEAP = [step for step in STEPS if step.name in ("mine", "evaluate a baseline", "submit")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("soak") / "reference", CHEAP, 20) as made:
        yield made


def test_a_killed_step_goes_on_to_the_same_result(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "PAIRS", ((CHEAP[0], SIGNALS[0]),))
    result = trials.carry_out(world, 0, 0, tmp_path / "trial")
    assert result.problems == ()
    assert (result.soaked, result.trouble) == ("mine", "kill -9")
    assert not (tmp_path / "trial").exists()


def test_a_result_that_differs_is_a_failure(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "PAIRS", ((CHEAP[1], SIGNALS[0]),))
    other = {**world.prints["evaluate a baseline"], "scores": "others"}
    wrong = dataclasses.replace(world, prints={**world.prints, "evaluate a baseline": other})
    result = trials.carry_out(wrong, 0, 0, tmp_path / "trial")
    assert "scores differs" in result.problems
    assert (tmp_path / "trial").is_dir(), "what failed is kept to be looked at"


def test_hostile_input_is_met_with_a_sentence(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assaults, "DOORS", tuple(door for door in DOORS if door.name == "archives"))
    result = assaults.carry_out(world, 0, 0, tmp_path / "trial")
    assert result.problems == (), result.said


def test_an_answer_of_an_unfinished_run_that_differs_is_noticed(world: World, tmp_path: Path) -> None:
    reference = world.made("evaluate a baseline")
    rows = [json.loads(line) for line in (reference / "predictions.jsonl").read_text().splitlines()]
    run = tmp_path / "run"
    run.mkdir()

    def answered(rows: list[dict[str, Any]]) -> list[str]:
        (run / "predictions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return wrong_answers(reference, run)

    failed = {**rows[0], "finish_reason": "error", "completion": ""}
    assert answered([failed, *rows[1:]]) == [], "a failed request is no answer"
    [problem] = answered([{**rows[0], "completion": "another"}, *rows[1:]])
    assert problem.startswith(f"1 of {len(rows)} answers are other ones")


def test_what_is_written_outside_is_noticed(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = ("evaluate", world.made("mine"), "--split", "train", "--backend", "copy", "--out", "../canary/run")
    door = dataclasses.replace(DOORS[0], enter=lambda assault: [beside])
    monkeypatch.setattr(assaults, "DOORS", (door,))
    problems = assaults.carry_out(world, 0, 0, tmp_path / "trial").problems
    assert any(problem.startswith("beside the work lies") for problem in problems)
    assert any(problem.startswith("write: ") for problem in problems)


def test_an_ending_without_a_sentence_is_noticed(tmp_path: Path) -> None:
    ended = run(("stats", "nowhere"), tmp_path)
    assert wrong_ending(ended, (2,)) == []
    assert wrong_ending(dataclasses.replace(ended, said="oh"), (2,)) == ["no sentence at its end: 'oh'"]
    assert wrong_ending(ended, (0,)) == ["status 2"]


def test_counts_are_a_table_with_a_line_for_all() -> None:
    results = [Result(0, "mine", "kill -9", True, ()), Result(1, "mine", "Ctrl-C", False, ("late",))]
    assert table("step", counted(results, lambda result: result.soaked)).splitlines()[2:] == [
        "| mine | 2 | 1 | 1 | 1 |",
        "| all | 2 | 1 | 1 | 1 |",
    ]
