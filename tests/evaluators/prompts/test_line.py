"""The `line` format: what it shows a tiny model, and that every answer survives being written and read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.lines import split_lines, unified_diff
from codeedit_bench.tasks.records import Cursor, EditTask, PriorEdit, Provenance, Region, Signals
from evaluators.prompts.format import Budget
from evaluators.prompts.line import FORMAT


def make_task(region: str, *edits: tuple[str, str], before: str = "", after: str = "") -> EditTask:
    history = tuple(
        PriorEdit("a.py", "in_commit", 0, 0, old, new, unified_diff(old, new, "a.py")) for old, new in edits
    )
    start = len(split_lines(before))
    return EditTask(
        task_id="t",
        language="python",
        path="a.py",
        history=history,
        file_text=before + region + after,
        region=Region(start, start + len(split_lines(region))),
        cursor=Cursor(0, 0),
        reference="",
        accepted=(),
        n_edits=2,
        edit_index=1,
        signals=Signals(1.0, 1.0, False, False, "rename", "R", "", 1, 1, False, 0, 0),
        tags=(),
        split="train",
        provenance=Provenance("r", "c", "p", "o", "n", 0, "MIT", "", "0", ""),
    )


TASK = make_task(
    "def show(user):\n    print(user.name)\n    return 1\n",
    ("        self.name = name\n", "        self.label = name\n"),
    ("x = user.name\n", "x = user.label\n"),
    before="import os\n",
)


def test_the_prompt_is_the_substitutions_and_the_focus_line() -> None:
    assert FORMAT.render(TASK, Budget()).text == "-name\n+label\n=    print(user.name)\n>"


def test_an_insertion_is_shown_with_its_neighbours() -> None:
    task = make_task("    go(b)\n", ("go(a)\n", "go(a, limit)\n"))
    assert FORMAT.render(task, Budget()).text == "-a)\n+a, limit)\n=    go(b)\n>"


def test_a_one_line_edit_is_answered_by_the_line_alone() -> None:
    after = TASK.region_text.replace("user.name", "user.label")
    assert FORMAT.answer(TASK, after) == "    print(user.label)"
    assert FORMAT.parse(TASK, "    print(user.label)") == after


def test_every_line_that_holds_the_old_words_is_a_focus() -> None:
    task = make_task("a = name\nb = 1\nc = name + 1\n", ("name\n", "label\n"))
    assert FORMAT.render(task, Budget()).text == "-name\n+label\n=a = name\n=c = name + 1\n>"
    after = "a = label\nb = 1\nc = label + 1\n"
    assert FORMAT.answer(task, after) == "a = label\nc = label + 1"
    assert FORMAT.parse(task, "a = label\nc = label + 1") == after


def test_an_empty_answer_deletes_the_focus_line() -> None:
    task = make_task("x = 1\n    name,\n", ("    name: int\n", ""))
    assert FORMAT.answer(task, "x = 1\n") == ""
    assert FORMAT.parse(task, "") == "x = 1\n"


def test_another_edit_is_answered_by_a_range() -> None:
    assert FORMAT.answer(TASK, "def show(user):\n    print(user.name)\n") == "@@ 2,3\n"
    assert FORMAT.parse(TASK, "@@ 0,1\ndef show(u):\n") == "def show(u):\n    print(user.name)\n    return 1\n"


def test_the_reference_is_not_read() -> None:
    import dataclasses

    other = dataclasses.replace(TASK, reference="anything", accepted=("else",))
    assert FORMAT.render(other, Budget()) == FORMAT.render(TASK, Budget())


def test_a_small_budget_drops_the_oldest_substitutions_and_says_so() -> None:
    task = make_task("a = b\n", ("one\n", "two\n"), ("b\n", "c\n"))
    prompt = FORMAT.render(task, Budget(max_tokens=15, count_tokens=len))
    assert (prompt.text, prompt.dropped_history) == ("-b\n+c\n=a = b\n>", 1)
    assert FORMAT.render(task, Budget(max_tokens=1, count_tokens=len)).dropped_history == 2


@pytest.mark.parametrize("completion", ["@@ 2,9\nx", "@@ 3,1\n", "@@ nonsense", "@@ 1,2", "one\ntwo"])
def test_a_broken_range_is_unparseable(completion: str) -> None:
    with pytest.raises(UnparseableCompletionError):
        FORMAT.parse(TASK, completion)


texts = st.text(alphabet=st.sampled_from("ab@ ,0\n\r\t⏎é"), max_size=30)


@given(region=texts, new=texts, old=texts, written=texts, before=st.sampled_from(["", "x\n"]))
@settings(max_examples=300, deadline=None)
def test_every_answer_survives_being_written_and_read(
    region: str, new: str, old: str, written: str, before: str
) -> None:
    task = make_task(region, (old, written), before=before)
    assert task.region_text == region
    FORMAT.render(task, Budget())
    assert FORMAT.parse(task, FORMAT.answer(task, new)) == new
