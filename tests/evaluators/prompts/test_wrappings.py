"""Answers as real models wrap them: what cannot change the meaning is forgiven, nobody guesses between two."""

from __future__ import annotations

import pytest

from codeedit_bench.errors import UnparseableCompletionError
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from tests.evaluators.prompts.test_formats import golden_task
from tests.tasks import make_task

CHATS = ("chat", "chat-marked", "chat-recent", "chat-example")
RIGHT = "```\nx = 1\n```\n"
DRAFT = "Perhaps:\n```\nwrong = 1\n```\n"
THINKING = {
    "with an attribute": f'<think time="3">\n{DRAFT}</think>\n{RIGHT}',
    "in capitals": f"<THINKING>{DRAFT}</THINKING>{RIGHT}",
    "a scratchpad": f"<scratchpad>\n{DRAFT}</scratchpad>\n{RIGHT}",
    "an analysis": f"<analysis>\n{DRAFT}</analysis>\n{RIGHT}",
    "reasoning_content": f"<reasoning_content>\n{DRAFT}</reasoning_content>\n{RIGHT}",
    "with a prefix": f"<thinking>{DRAFT}</thinking>{RIGHT}",
    "a monologue": f"<inner_monologue>\n{DRAFT}</inner_monologue>\n{RIGHT}",
    "in brackets": f"[THINK]{DRAFT}[/THINK]{RIGHT}",
    "between bars": f"<|thought|>{DRAFT}<|/thought|>{RIGHT}",
    "as thought and solution": f"<|begin_of_thought|>{DRAFT}<|end_of_thought|><|begin_of_solution|>{RIGHT}"
    "<|end_of_solution|>",
    "between triangles": f"◁think▷\n{DRAFT}◁/think▷\n{RIGHT}",
    "in a channel": f"<|channel>thought\n{DRAFT}<channel|>{RIGHT}",
    "as thinking and response": f"<|START_THINKING|>{DRAFT}<|END_THINKING|><|START_RESPONSE|>{RIGHT}"
    "<|END_RESPONSE|>",
    "between unused tokens": f"<unused94>thought\n{DRAFT}<unused95>{RIGHT}",
    "after a greeting": f"Okay.\n<think>\n{DRAFT}</think>\n{RIGHT}",
    "twice": f"<think>a</think>\n<think>{DRAFT}</think>{RIGHT}",
    "opened in the prompt": f"{DRAFT}Good.\n</think>\n{RIGHT}",
    "before an answer's tag": f"<think>{DRAFT}</think>\n<answer>\n{RIGHT}</answer>\n",
}
FENCES = {
    "tildes": "~~~\nx = 1\n~~~",
    "four tildes and a language": "~~~~ python\nx = 1\n~~~~\n",
    "four backticks": "````python\nx = 1\n````",
    "a tab": "\t```py\n\tx = 1\n\t```\n",
    "a quotation": "> ```python\n> x = 1\n> ```\n",
    "a list": "- ```python\n  x = 1\n  ```\n",
    "a numbered list": "1. ```python\n   x = 1\n   ```\n",
    "words before it": "**Updated block:** ```python\nx = 1\n```\n",
    "words and no language before it": "Here: ```\nx = 1\n```\n",
    "words behind it": "```\nx = 1\n``` Done.\n",
    "a paragraph after it": "```\nx = 1\n```\n\nI renamed x, as in `a.py`.\n",
    "Windows line ends": "Here:\r\n\r\n```python\r\nx = 1\n```\r\n",
    "attributes": '```python title="a.py" {1,2}\nx = 1\n```\n',
    "a path": "```billing/invoice.py\nx = 1\n```\n",
    "a language and a path": "```python:billing/invoice.py\nx = 1\n```",
    "a last line with the fence": "```\nx = 1```",
    "Markdown around it": "````markdown\n```python\nx = 1\n```\n````\n",
    "a turn's end": "```\nx = 1\n```<|im_end|>",
    "another turn begun": "```\nx = 1\n```<|im_end|>\n<|im_start|>user\n",
    "a text's end": "```\nx = 1\n```</s>",
    "a byte-order mark": f"\ufeff{RIGHT}",
    "a hard blank": "\u00a0```\nx = 1\n```",
    "itself again": RIGHT + "Again:\n" + RIGHT,
    "marker lines": "```\n<<<REGION START>>>\nx = 1\n<<<REGION END>>>\n```\n",
    "a start line alone": "```\n<<<REGION START>>>\nx = 1\n```\n",
    "an end line alone": "```\nx = 1\n<<<REGION END>>>\n```\n",
    "a cursor": "```\nx = <<<CURSOR>>>1\n```\n",
}
TWO_OR_NONE = {
    "two blocks": f"{RIGHT}or\n```\ny\n```",
    "two kinds of fence": f"{RIGHT}or\n~~~\ny\n~~~\n",
    "a block and an open one": f"{RIGHT}or\n```\ny\n",
    "an open block": "```\nx = 1\n",
    "an open block with a path on its fence": "```\nx = 1\n```billing/other.py\ny = 1\n",
    "no block": "x = 1\n",
    "a page": "<pre><code>x = 1\n</code></pre>",
    "open thinking": f"<think>\n{RIGHT}",
    "an open scratchpad": f"<scratchpad>\n{RIGHT}",
    "open thinking in triangles": f"◁think▷\n{RIGHT}",
    "open thinking between bars": f"<|START_THINKING|>{RIGHT}",
    "open thinking after a greeting": f"Okay.\n<think>\n{RIGHT}",
    "thinking that ends as another": f"<think>\n{RIGHT}</reasoning>\n{RIGHT}",
    "Markdown with two blocks": f"````markdown\n{RIGHT}or\n```\ny\n```\n````\nor\n```\nz\n```\n",
}
CODE = {
    "an end of thinking": "a\n</think>\nb\n",
    "a string": 's = "<think>"\n',
    "a page": "<think>\n<b>\n</think>\n",
    "an indented fence": 'text = """\n        ```\n"""\n',
    "a quotation": "> a\n",
    "a list": "- a\n1. b\n",
}


@pytest.mark.parametrize("name", CHATS)
@pytest.mark.parametrize("case", [*THINKING, *FENCES])
def test_a_wrapping_that_cannot_change_the_meaning_is_forgiven(name: str, case: str) -> None:
    assert FORMATS.load(name).parse(make_task(), (THINKING | FENCES)[case]) == "x = 1\n"


@pytest.mark.parametrize("name", CHATS)
@pytest.mark.parametrize("case", TWO_OR_NONE)
def test_where_nothing_tells_the_answer_there_is_none(name: str, case: str) -> None:
    with pytest.raises(UnparseableCompletionError):
        FORMATS.load(name).parse(make_task(), TWO_OR_NONE[case])


@pytest.mark.parametrize("name", CHATS)
@pytest.mark.parametrize("case", CODE)
@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_code_that_looks_like_a_wrapping_stays(name: str, case: str, fence: str) -> None:
    text = CODE[case]
    assert FORMATS.load(name).parse(make_task(), f"Sure:\n{fence}python\n{text}{fence}\nDone.\n") == text


STOPS = {
    "zeta": ("<|editable_region_end|>",),
    "zeta2": (">>>>>>> UPDATED",),
    "zeta2.1": ("<[end▁of▁sentence]>",),
    "instinct": ("<|editable_region_end|>",),
    "sweep": ("<|endoftext|>", "<|file_sep|>"),
    "sweep-zed": ("<|file_sep|>", "</s>"),
    "nep": ("<|original_code|>", "<|edits_diff|>", "<|current_version|>", "<|next_version|>"),
    "nep-chat": ("</next_version>",),
    "fim": ("<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"),
    "chat-marked": ("<<<REGION END>>>",),
}
"""Every dialect that has an end of its own. A code fence both opens and closes, so that it cannot be one."""


@pytest.mark.parametrize("name", STOPS)
def test_a_dialect_stops_at_its_own_end(name: str) -> None:
    stop = FORMATS.load(name).render(make_task(), Budget()).stop
    assert stop == STOPS[name]
    assert len(stop) <= 4, "OpenAI-compatible servers take no more"


@pytest.mark.parametrize("name", STOPS)
def test_an_answer_is_the_same_with_its_end_without_it_and_with_talk_after_it(name: str) -> None:
    task, prompt_format = golden_task(), FORMATS.load(name)
    ideal = prompt_format.answer(task, task.reference)
    for stop in STOPS[name]:
        cut = ideal.partition(stop)[0]
        assert prompt_format.parse(task, cut) == task.reference
        if name != "chat-marked":
            assert prompt_format.parse(task, f"{cut}{stop}\nThat is all.\n{cut}") == task.reference


@pytest.mark.parametrize(
    ("name", "completion"),
    [
        ("zeta", "<|editable_region_start|>\nx\n<|editable_region_end|>or<|editable_region_start|>\ny\n"),
        ("instinct", "<|editable_region_start|>\nx\n<|editable_region_end|>or<|editable_region_start|>\ny\n"),
        ("nep-chat", "<next_version>\nx\n</next_version> or <next_version>\ny\n</next_version>"),
        ("nep-chat", "<think>\n<next_version>\nx\n</next_version>\n"),
        ("mercury", "```\nx\n```\nor\n```\ny\n```"),
        ("mercury", "<think>None</think>"),
    ],
)
def test_a_dialect_with_two_answers_has_none(name: str, completion: str) -> None:
    with pytest.raises(UnparseableCompletionError):
        FORMATS.load(name).parse(golden_task(), completion)


@pytest.mark.parametrize(
    ("name", "completion"),
    [
        ("zeta", "<|editable_region_start|>\r\nx = 1\n<|editable_region_end|>\n```\n<|im_end|>"),
        (
            "zeta",
            "<|editable_region_start|>\nx = 1\n<|editable_region_end|>again<|editable_region_start|>\nx = 1\n",
        ),
        ("instinct", "<|editable_region_start|>\nx = 1\n"),
        ("mercury", "Here you are:\n\n```python\nx = 1\n```\nDone."),
        ("mercury", "<think>\n```\nno\n```\n</think>\n```python\nx = 1\n```<|im_end|>"),
    ],
)
def test_a_dialect_s_answer_is_read_through_what_stands_around_it(name: str, completion: str) -> None:
    assert FORMATS.load(name).parse(golden_task(), completion) == "x = 1\n"
