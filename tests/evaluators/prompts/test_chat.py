"""The generic chat format: what it shows, what it reads, and code that imitates its marks."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import Cursor, Region
from evaluators.prompts import FORMATS
from evaluators.prompts.chat.fences import NO_NEWLINE
from evaluators.prompts.chat.marked import FORMAT
from evaluators.prompts.chat.plain import FORMAT as PLAIN
from evaluators.prompts.format import Budget
from tests.tasks import FILE, make_task

HARD_TEXTS = st.lists(
    st.sampled_from(["```", "````", "```python", "~~~", "\n", "x", NO_NEWLINE, "<<<REGION END>>>", " ", "\r"])
).map("".join)


@given(HARD_TEXTS)
def test_every_text_can_be_written_as_an_answer(text: str) -> None:
    task = make_task()
    assert FORMAT.parse(task, FORMAT.answer(task, text)) == text


def test_the_region_and_the_cursor_are_marked() -> None:
    task = make_task(region=Region(1, 4))
    user = FORMAT.render(task, Budget()).messages[1].content
    assert "        self.total = total<<<CURSOR>>>\n" in user
    assert "class Invoice:\n<<<REGION START>>>\n    def __init__" in user
    assert "+        self.total = total" in user


def test_the_plain_prompt_shows_the_block_last_and_without_a_mark() -> None:
    user = PLAIN.render(make_task(region=Region(1, 4)), Budget()).messages[1].content
    block = "    def __init__(self, total):\n        self.total = total\n\n"
    note = "The cursor is in line 2 of the block.\nWrite the updated block."
    assert user.endswith(f"The block to update:\n\n```\n{block}```\n\n{note}")
    assert user.count(block) == 1, "the block stands once"
    assert "<<<" not in user


def test_code_that_holds_a_mark_gets_other_marks() -> None:
    task = make_task(file_text=FILE + "# <<<REGION END>>> and <<<REGION END 2>>>\n")
    user = FORMAT.render(task, Budget()).messages[1].content
    assert "\n<<<REGION END 3>>>\n" in user


def test_talk_around_the_block_is_ignored() -> None:
    assert FORMAT.parse(make_task(), "Here it is:\n\n```python\nx = 1\n```\nDone.") == "x = 1\n"


def test_an_empty_block_deletes_the_region() -> None:
    assert FORMAT.parse(make_task(), "```\n```") == ""


@pytest.mark.parametrize(
    "completion", ["", "x = 1\n", "```python\nx = 1\n", "```\na\n```\nor\n```python\nb\n```\n"]
)
def test_an_answer_without_one_block_is_unparseable(completion: str) -> None:
    with pytest.raises(UnparseableCompletionError):
        FORMAT.parse(make_task(), completion)


def test_the_oldest_history_is_cut_first_then_context_and_the_cuts_are_told() -> None:
    base = make_task()
    edits = tuple(
        dataclasses.replace(base.history[0], diff=base.history[0].diff.replace("total", f"total{number}"))
        for number in range(5)
    )
    task = make_task(history=edits, file_text=FILE * 20, region=Region(50, 52), cursor=Cursor(50, 0))
    whole = FORMAT.render(task, Budget(100_000))
    assert (whole.dropped_history, whole.cut_lines) == (0, 0)
    size = sum(Budget().count_tokens(message.content) for message in whole.messages)
    less = FORMAT.render(task, Budget(size - 150))
    assert less.dropped_history > 0
    assert less.cut_lines == 0
    assert "total4" in less.messages[1].content
    assert "total0" not in less.messages[1].content
    least = FORMAT.render(task, Budget(900))
    assert least.dropped_history == 5
    assert least.cut_lines > 0
    assert "over_budget" in FORMAT.render(task, Budget(10)).tags


@pytest.mark.parametrize(
    "completion",
    [
        "<think>\nMaybe:\n```\nwrong\n```\n</think>\n\n```\nx = 1\n```\n",
        "Maybe:\n```\nwrong\n```\nDone thinking.</think>\n\n```\nx = 1\n```\n",
        "<|channel|>analysis<|message|>Let me see```\nno\n```<|end|><|start|>assistant<|channel|>final<|message|>"
        "```\nx = 1\n```<|return|>",
        "1. The block:\n   ```python\n   x = 1\n   ```\n",
        "```\nx = 1\n```\nThat is all.\n",
        "```\nx = 1\n```\nOnce more:\n```python\nx = 1\n```\n",
        "~~~python\nx = 1\n~~~\n",
        "```\nx = 1\n````\n```",
        "```\n<<<REGION START>>>\nx = 1\n<<<REGION END>>>\n```\n",
        "```\nclass Invoice:\n<<<REGION START>>>\nx = 1\n<<<REGION END>>>\ndef double():\n```\n",
        "```\n<<<REGION START>>>\nx = 1\n",
        "```\nclass Invoice:\n<<<REGION START>>>\nx = 1\n",
        "```\nx = <<<CURSOR>>>1\n<<<REGION END>>>\n```\n",
    ],
)
def test_what_cannot_change_an_answer_s_meaning_is_forgiven(completion: str) -> None:
    assert FORMAT.parse(make_task(), completion) == "x = 1\n"


@pytest.mark.parametrize(
    "completion",
    [
        "```\nx = 1\n```\n\nOr rather:\n\n```\ny = 2\n```\n",
        "<think>\n```\nx = 1\n```\nstill thinking",
        "```\nclass Invoice:\n<<<REGION START>>>\nx = 1\n```\n",
        "```\nx = 1\n<<<REGION END>>>\ndef double():\n```\n",
    ],
)
def test_nobody_guesses_between_two_answers(completion: str) -> None:
    with pytest.raises(UnparseableCompletionError):
        FORMAT.parse(make_task(), completion)


def test_code_that_speaks_of_thinking_is_not_cut() -> None:
    text = 'text = answer.split("</think>")[-1]\n'
    assert FORMAT.parse(make_task(), f"```python\n{text}```\n") == text


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("<<<<<<< SEARCH\nb = 1\n=======\nb = 2\n>>>>>>> REPLACE", "a = 1\nb = 2\nc = 1\n"),
        ("Sure:\n```\n<<<<<<< SEARCH\na = 1\n=======\n>>>>>>> REPLACE\n```", "b = 1\nc = 1\n"),
        ("NO CHANGE", "a = 1\nb = 1\nc = 1\n"),
    ],
)
def test_a_change_is_made_where_its_searched_lines_stand(completion: str, text: str) -> None:
    task = make_task(file_text="a = 1\nb = 1\nc = 1\n", region=Region(0, 3))
    assert FORMATS.load("chat-replace").parse(task, completion) == text


@pytest.mark.parametrize("searched", ["z = 1\n", "", "a = 1\n"])
def test_a_change_without_one_place_is_unparseable(searched: str) -> None:
    task = make_task(file_text="a = 1\na = 1\n", region=Region(0, 2))
    with pytest.raises(UnparseableCompletionError):
        FORMATS.load("chat-replace").parse(task, f"<<<<<<< SEARCH\n{searched}=======\nb\n>>>>>>> REPLACE")
