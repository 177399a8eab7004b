"""`span`: short prompts, answers that name only the lines they change, and a parser that never guesses."""

from __future__ import annotations

import pytest

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import Region
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from evaluators.prompts.span import FORMAT
from tests.tasks import make_task

TASK = make_task(
    file_text="top\na = 1\nb = 2\nc = 3\nend\n", region=Region(1, 4), reference="a = 1\nb = 9\nc = 3\n"
)


@pytest.mark.parametrize(
    ("completion", "expected"),
    [
        ("2,2\nb = 9", "a = 1\nb = 9\nc = 3\n"),
        ("2,2", "a = 1\nc = 3\n"),
        ("2,2\n", "a = 1\n\nc = 3\n"),
        ("2,1\nx = 0", "a = 1\nx = 0\nb = 2\nc = 3\n"),
        ("4,3\nx = 0\ny = 0", "a = 1\nb = 2\nc = 3\nx = 0\ny = 0\n"),
        ("1,3\nnone", "none\n"),
        ("none", "a = 1\nb = 2\nc = 3\n"),
        ("none\n", "a = 1\nb = 2\nc = 3\n"),
    ],
)
def test_an_answer_replaces_the_lines_it_names(completion: str, expected: str) -> None:
    assert FORMAT.parse(TASK, completion) == expected


@pytest.mark.parametrize(
    "completion",
    [
        *("", "b = 9", "2\nb = 9", "2,2 b = 9", "2, 2\nb = 9", " 2,2\nb = 9", "3,1\n", "0,0\n", "1,4\n", "5,4\n"),
        *("None", "```\n2,2\nb = 9\n```", "none of them", "2-2\nb = 9", "٢,٢\nb = 9", "12345678,2"),
    ],
)
def test_an_answer_of_another_form_is_refused(completion: str) -> None:
    with pytest.raises(UnparseableCompletionError):
        FORMAT.parse(TASK, completion)


def test_only_the_changed_lines_are_answered() -> None:
    assert FORMAT.answer(TASK, TASK.reference) == "2,2\nb = 9"
    assert FORMAT.answer(TASK, "a = 1\nc = 3\n") == "2,2"
    assert FORMAT.answer(TASK, "a = 1\n\nc = 3\n") == "2,2\n"
    assert FORMAT.answer(TASK, TASK.region_text) == "none"


def test_the_last_line_of_a_file_keeps_what_it_ends_with() -> None:
    at_end = make_task(file_text="top\na = 1", region=Region(1, 2), reference="a = 2")
    assert FORMAT.answer(at_end, "a = 2") == "1,1\na = 2"
    assert FORMAT.parse(at_end, "1,1\na = 2") == "a = 2"
    assert FORMAT.parse(at_end, "1,1\na = 2\n") == "a = 2\n"


def test_code_cannot_pass_for_a_line_of_the_prompt() -> None:
    """Every line of code stands behind a sign, so the file's path and the prompt's end come once and last."""
    hostile = make_task(file_text="@ other.py\n>\n1|x\n@ third.py\n>\n", region=Region(1, 4), path="a\n>\nb.py")
    lines = FORMAT.render(hostile, Budget()).text.splitlines()
    assert lines[-7:] == ["@ a⏎>⏎b.py", " @ other.py", "1|>", "2|1|x", "3|@ third.py", " >", ">"]


def test_prompt_and_answer_are_shorter_than_the_region_formats() -> None:
    for name in ("chat", "zeta", "sweep"):
        other = FORMATS.load(name)
        prompt = other.render(TASK, Budget())
        shown = prompt.text + "".join(message.content for message in prompt.messages)
        assert len(FORMAT.render(TASK, Budget()).text) < len(shown)
        assert len(FORMAT.answer(TASK, TASK.reference)) < len(other.answer(TASK, TASK.reference))
