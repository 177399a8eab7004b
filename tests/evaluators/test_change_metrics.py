"""The metrics that look at what a prediction changes: place, first change, edits beyond the target, reversals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.tasks.records import Cursor, EditTask, PriorEdit, Region
from evaluators.metrics import METRICS
from tests.tasks import make_task

NAMES = ("location", "partial_match", "within_target", "reversal_ratio")
BEFORE = "".join(f"line {number}\n" for number in range(20))


def task_of(*answers: str, history: tuple[PriorEdit, ...] = (), before: str = BEFORE) -> EditTask:
    """A task whose region is the whole file `before`."""
    count = before.count("\n")
    return make_task(
        path="a.py",
        file_text=before,
        region=Region(0, count),
        cursor=Cursor(0, 0),
        reference=answers[0],
        accepted=tuple(answers[1:]),
        history=history,
    )


def values(task: EditTask, predicted: str) -> dict[str, float]:
    return {name: METRICS.load(name)(task, predicted) for name in NAMES}


def edited(*changes: tuple[int, str]) -> str:
    lines = BEFORE.splitlines(keepends=True)
    for line, text in changes:
        lines[line] = text
    return "".join(lines)


def edit_of(line: int, old: str, new: str) -> PriorEdit:
    return PriorEdit("a.py", "in_commit", line, line, old, new, "")


def test_a_wrong_text_at_the_right_place_has_its_location_alone() -> None:
    found = values(task_of(edited((4, "four\n"))), edited((4, "fourth\n")))
    assert found == {"location": 1.0, "partial_match": 0.0, "within_target": 0.5, "reversal_ratio": 0.0}


def test_the_right_text_at_another_place_is_no_location() -> None:
    found = values(task_of(edited((4, "four\n"))), edited((15, "four\n")))
    assert (found["location"], found["partial_match"]) == (0.0, 0.0)


def test_an_edit_beyond_the_target_costs_within_target_alone() -> None:
    found = values(task_of(edited((4, "four\n"))), edited((4, "four\n"), (15, "fifteen\n")))
    assert found == {"location": 1.0, "partial_match": 1.0, "within_target": 0.5, "reversal_ratio": 0.0}


def test_a_later_edit_that_is_accepted_is_not_beyond_the_target() -> None:
    both = edited((4, "four\n"), (15, "fifteen\n"))
    assert values(task_of(edited((4, "four\n")), both), both)["within_target"] == 1.0


def test_the_first_change_of_an_answer_with_two_is_a_partial_match() -> None:
    task = task_of(edited((4, "four\n"), (15, "fifteen\n")))
    assert values(task, edited((4, "four\n")))["partial_match"] == 1.0
    assert values(task, edited((15, "fifteen\n")))["partial_match"] == 0.0


def test_a_wrong_line_above_does_not_undo_a_right_change_below() -> None:
    task = task_of(edited((15, "fifteen\n")))
    assert values(task, edited((2, "two\nand more\n"), (15, "fifteen\n")))["partial_match"] == 1.0


def test_where_nothing_is_to_change_an_edit_is_wrong_in_all() -> None:
    task = task_of(BEFORE)
    right = {"location": 1.0, "partial_match": 1.0, "within_target": 1.0, "reversal_ratio": 0.0}
    assert values(task, BEFORE) == right
    assert values(task, edited((3, "three\n"))) == {**right, "location": 0, "partial_match": 0, "within_target": 0}


@pytest.mark.parametrize(
    ("old", "now", "predicted", "ratio"),
    [
        ("", "added\n", "", 1.0),
        ("gone\n", "", "gone\n", 1.0),
        ("a small house\n", "a large house\n", "a small house\n", 1.0),
        ("a small house\n", "a large house\n", "a large garden\n", 0.0),
        ("", "wri\n", "write()\n", 0.0),
        ("", "mistake\n", "\n", 1.0),
        ("the slow fox\n", "the quick fox\n", "the brave fox\n", 0.5),
    ],
)
def test_reversals_are_counted_in_characters(old: str, now: str, predicted: str, ratio: float) -> None:
    above = "first\nsecond\n"
    below = "third\n"
    before = above + now + below
    task = task_of(above + "else\n" + below, history=(edit_of(2, old, now),), before=before)
    assert values(task, above + predicted + below)["reversal_ratio"] == pytest.approx(ratio, abs=0.01)


def test_an_edit_of_another_file_cannot_be_reversed() -> None:
    edit = PriorEdit("b.py", "in_commit", 0, 0, "old\n", "line 0\n", "")
    task = task_of(edited((4, "four\n")), history=(edit,))
    assert values(task, edited((0, "old\n")))["reversal_ratio"] == 0.0


def test_edits_above_the_region_do_not_move_what_is_undone() -> None:
    history = (edit_of(0, "old head\n", "line 0\nline 1\n"), edit_of(10, "ten\n", "line 10\n"))
    task = make_task(
        path="a.py",
        file_text=BEFORE,
        region=Region(8, 14),
        cursor=Cursor(8, 0),
        reference="".join(f"line {number}\n" for number in (8, 9, 10, 11, 12)),
        history=history,
    )
    undo = "line 8\nline 9\nten\nline 11\nline 12\nline 13\n"
    assert METRICS.load("reversal_ratio")(task, undo) == 1.0


TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "\n", "  return x\n", "last"]), max_size=12).map("".join)


@given(before=TEXTS, reference=TEXTS, predicted=TEXTS, old=TEXTS)
def test_every_value_lies_between_0_and_1(before: str, reference: str, predicted: str, old: str) -> None:
    task = task_of(reference, history=(edit_of(0, old, before),), before=before)
    assert all(0.0 <= value <= 1.0 for value in values(task, predicted).values())


@given(before=TEXTS, reference=TEXTS)
def test_an_answer_is_right_in_all_of_them(before: str, reference: str) -> None:
    found = values(task_of(reference, before=before), reference)
    assert (found["location"], found["partial_match"], found["within_target"]) == (1.0, 1.0, 1.0)
