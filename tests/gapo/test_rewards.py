"""Rewards are the scorer's functions; what they cannot score is counted and, past a limit, ends the run."""

from __future__ import annotations

import dataclasses

import pytest

from codeedit_bench.errors import TrainingError, UnknownNameError
from evaluators.metrics import METRICS
from evaluators.prompts.line import FORMAT
from gapo.rewards import REWARDS, OverlongPenalty, RewardFunction, load_reward
from tests.gapo.conftest import rename_task

TASK = rename_task(1, "train")


def test_rewards_are_the_scorers_own_functions() -> None:
    assert load_reward("em_layout") is METRICS.load("em_layout")
    assert load_reward("ed") is METRICS.load("edit_similarity")


@pytest.mark.parametrize("name", REWARDS)
def test_the_reference_earns_all_and_nonsense_less(name: str) -> None:
    reward = load_reward(name)
    full = reward(TASK, TASK.reference)
    assert full == pytest.approx({"match_and_progress": 1.2, "bleu": full}.get(name, 1.0))
    assert reward(TASK, "something else\n") < 0.6 * full


@pytest.mark.parametrize(
    ("reference", "predicted", "value"),
    [
        ("a b c", "a b c", 0.5623413251903491),
        ("a b c d e", "a b c d e", 1.0),
        ("a b c d e f", "a b c x", 0.24117803988461298),
        ("a b c d", "d c b a", 0.11362193664674995),
        ("a", "b", 0.0),
        ("a b", "", 0.0),
    ],
)
def test_bleu_is_nltks_with_smoothing_method_1(reference: str, predicted: str, value: float) -> None:
    """Values from NLTK 3.10.0."""
    task = dataclasses.replace(TASK, reference=reference)
    assert load_reward("bleu")(task, predicted) == pytest.approx(value)


def test_the_mixed_rewards_are_means() -> None:
    near = TASK.reference.replace(")", "]")
    assert load_reward("edem")(TASK, near) == pytest.approx(load_reward("ed")(TASK, near) / 2)
    spaced = TASK.reference.replace("(", "( ")
    assert load_reward("em")(TASK, spaced) == 0
    assert load_reward("edem_layout")(TASK, spaced) == pytest.approx((1 + load_reward("ed")(TASK, spaced)) / 2)


def test_an_unknown_reward_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'edem'"):
        load_reward("eden")


def test_an_unreadable_answer_earns_nothing_and_is_counted() -> None:
    reward = RewardFunction("em", [TASK], FORMAT)
    assert reward(["@@ 7,9\nx", FORMAT.answer(TASK, TASK.reference)], [0, 0]) == [0.0, 1.0]
    assert (reward.seen, reward.unparseable, reward.unscorable) == (2, 1, 0)


def test_a_reward_that_raises_leaves_the_sample_unscorable_and_too_many_stop_the_run(monkeypatch) -> None:
    def broken(task, text):
        if "user" in text:
            raise ZeroDivisionError("no words")
        return 0.5

    monkeypatch.setattr("gapo.rewards.load_reward", lambda name: broken)
    reward = RewardFunction("em", [TASK], FORMAT)
    assert reward(["user", "fine"], [0, 0]) == [None, 0.5]
    with pytest.raises(TrainingError, match=r"could not score 3 of 102 samples.*ZeroDivisionError: no words"):
        RewardFunction("em", [TASK], FORMAT, max_unscorable=0.02)(["user"] * 3 + ["fine"] * 99, [0] * 102)


def test_outliers_come_at_their_rate_and_the_same_every_time() -> None:
    def answers(seed: int) -> list:
        reward = RewardFunction("em", [TASK], FORMAT, outlier_rate=0.2, seed=seed)
        return reward([FORMAT.answer(TASK, TASK.reference)] * 2000, [0] * 2000)

    assert answers(1) == answers(1)
    assert answers(1) != answers(2)
    assert sum(value == 0 for value in answers(1)) / 2000 == pytest.approx(0.2, abs=0.03)


def test_overlong_answers_are_punished_softly() -> None:
    penalty = OverlongPenalty(limit=20, buffer=10, penalty=1.0)
    assert penalty(completion_ids=[[0] * 10, [0] * 15, [0] * 20, [0] * 30]) == [0.0, -0.5, -1.0, -1.0]
