"""What answers earn: never a copy more than a right answer, and by default nothing for a copy of an edit task."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeedit_bench.errors import CodeEditError
from codeedit_bench.tasks.records import NO_EDIT, EditTask
from gapo.config import load_recipe, recipe_names
from gapo.payment import payment_of, read_payment
from gapo.progress import match_and_progress, progress
from gapo.rewards import DEFAULT_REWARD, REWARDS, load_reward
from tests.golden_versions import mined
from tests.tasks import make_task

TASK = make_task()


def still() -> EditTask:
    """A task whose right answer leaves the region alone."""
    return make_task(reference=TASK.region_text, tags=(NO_EDIT,))


@pytest.fixture(scope="module")
def tasks() -> list[EditTask]:
    """Tasks that the miner made, one with a second answer, and one where nothing is to be done."""
    found = list(mined()[0])
    several = dataclasses.replace(found[0], accepted=("def other(entirely):\n    return 'another way'\n",))
    return [*found, several, still()]


def answers(task: EditTask, draw: random.Random) -> list[str]:
    """Texts of many kinds around the region and the reference."""
    region, right = task.region_text, task.reference
    cut = draw.randrange(len(right) + 1)
    lines = right.splitlines(keepends=True)
    draw.shuffle(lines)
    return [
        *("", "\n", region[:cut], right[:cut], right[cut:], right + region, region + right, right * 3),
        "".join(line.lstrip(" \t") for line in right.splitlines(keepends=True)),
        "".join(lines),
        right.replace("e", "3", 1 + draw.randrange(3)),
        region.replace("\n", "\n\n"),
        right.swapcase(),
    ]


@pytest.mark.parametrize("name", REWARDS)
def test_no_reward_pays_a_copy_more_than_a_right_answer(name: str, tasks: list[EditTask]) -> None:
    reward = load_reward(name)
    for task in tasks:
        copied = reward(task, task.region_text)
        assert all(copied <= reward(task, right) for right in (task.reference, *task.accepted))


@pytest.mark.parametrize("recipe", [name for name in recipe_names() if load_recipe(name).algorithm != "sft"])
def test_every_recipe_pays_nothing_for_a_copy_where_an_edit_is_asked_for(
    recipe: str, tasks: list[EditTask]
) -> None:
    paid = payment_of(load_recipe(recipe))
    asked = [task for task in tasks if not task.asks_for_no_edit]
    assert asked
    for task in asked:
        region = task.region_text
        for copy in (region, region.replace("\n", "\r\n"), region.rstrip("\n"), region + "\n\n"):
            assert paid(task, copy) == 0.0, (recipe, task.task_id)
        assert paid(task, task.reference) >= 1.0


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_wrong_answer_never_earns_what_a_right_one_does(data: st.DataObject) -> None:
    task = data.draw(st.sampled_from([*mined()[0], still()]))
    for text in answers(task, random.Random(data.draw(st.integers(0, 10**6)))):
        paid = load_reward(DEFAULT_REWARD)(task, text)
        if load_reward("em_layout")(task, text):
            assert paid >= 1.0
        else:
            assert 0.0 <= paid < 0.2


def test_progress_is_the_share_of_the_way_from_the_old_text_to_the_answer() -> None:
    task = make_task(reference=TASK.region_text.replace("amount", "total"))
    half = TASK.region_text.replace("amount", "tot")
    ed = load_reward("ed")
    start = ed(task, TASK.region_text)
    assert progress(task, half) == pytest.approx((ed(task, half) - start) / (1 - start))
    assert 0 < progress(task, half) < 1
    assert progress(task, task.reference) == 1.0
    assert progress(task, "x = 1\n") == 0.0


def test_an_answer_without_its_indentation_earns_no_more_than_its_progress() -> None:
    """`em` of the authors strips the first line, and so pays in full for what may be another program."""
    task = make_task(reference="        return self.total * 2\n")
    moved = task.reference.lstrip(" ")
    assert load_reward("em")(task, moved) == 1.0
    assert load_reward(DEFAULT_REWARD)(task, moved) < 0.2


def test_the_best_of_several_answers_counts() -> None:
    other = "\n    def total_of(self):\n        return self.amount\n"
    both = make_task(accepted=(other,))
    for name in REWARDS:
        reward = load_reward(name)
        assert reward(both, other) == pytest.approx(reward(make_task(reference=other), other)), name
        assert reward(both, TASK.reference) == pytest.approx(reward(TASK, TASK.reference)), name
    near = other.replace("amount", "amounts")
    assert progress(both, near) > progress(TASK, near)


def test_silence_pays_and_a_false_edit_costs_where_that_is_set() -> None:
    task = still()
    assert match_and_progress(task, task.region_text) == pytest.approx(1.2)
    assert match_and_progress(task, "x = 1\n") == 0.0
    unlike = {"silence_pay": 0.5, "false_edit_cost": 0.25}
    assert match_and_progress(task, task.region_text, **unlike) == pytest.approx(0.6)
    assert match_and_progress(task, "x = 1\n", **unlike) == -0.25
    assert match_and_progress(TASK, TASK.region_text, **unlike) == 0.0
    assert match_and_progress(TASK, TASK.reference, **unlike) == pytest.approx(1.2)


def test_delta_chrf_pays_nothing_for_a_copy_even_where_white_space_alone_is_to_change() -> None:
    task = make_task(reference=TASK.region_text.replace("        ", "    "))
    assert load_reward("delta_chrf")(task, TASK.region_text) == 0.0
    assert load_reward("delta_chrf")(task, task.reference) == 1.0


def test_a_recipe_states_the_weights_and_they_are_paid() -> None:
    near = TASK.reference.replace("describe", "descr")
    paid = payment_of(load_recipe("gapo", ["progress_weight=0.5"]))
    assert paid(TASK, near) == pytest.approx(0.5 * progress(TASK, near))
    mixed = payment_of(load_recipe("gapo", ["rewards=em_layout,ed", "reward_weights=[2.0,0.5]"]))
    assert mixed(TASK, near) == pytest.approx(0.5 * load_reward("ed")(TASK, near))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["progress_weight=1.5"], "progress_weight"),
        (["false_edit_cost=-1"], "false_edit_cost"),
        (["rewards=em,ed", "reward_weights=[1.0,-1.0]"], "reward_weights"),
        (["rewards=em,ed", "reward_weights=[0.0,0.0]"], "nothing would be paid"),
        (["rewards=em", "progress_weight=0.1"], "progress_weight has no effect while rewards is"),
    ],
)
def test_weights_have_ranges_and_an_effect(settings: list[str], sentence: str) -> None:
    with pytest.raises(CodeEditError, match=sentence):
        load_recipe("gapo", settings)


@pytest.mark.parametrize(
    "settings",
    [
        [],
        ["rewards=em"],
        ["silence_pay=0.5", "false_edit_cost=0.25"],
        ["rewards=match_and_progress,delta_chrf", "reward_weights=[1.0,0.5]", "progress_weight=0.1"],
    ],
)
def test_what_is_paid_survives_as_text(settings: list[str]) -> None:
    paid = payment_of(load_recipe("gapo", settings))
    again = read_payment(paid.text())
    assert again == paid
    for task in (TASK, still()):
        for text in (task.reference, task.region_text, "x = 1\n", task.reference.upper()):
            assert again(task, text) == paid(task, text)
    assert payment_of(load_recipe("gapo")).text() == "match_and_progress"
