"""Messages in a model's own chat template, also of one that knows no system role."""

from __future__ import annotations

from typing import Any

import pytest

from codeedit_bench.errors import BackendError
from evaluators.backends.messages import chat_text, folded
from evaluators.prompts.format import Message
from gapo.config import load_recipe
from gapo.models.loading import load_model

SYSTEM, USER, ANSWER = Message("system", "Be brief."), Message("user", "Hello"), Message("assistant", "Hi")
EACH = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
REFUSES = "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}" + EACH
IGNORES = "{% for m in messages if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endfor %}"
LOSES_ALL = "{{ 'nothing' }}"


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return load_model("tiny", load_recipe("tiny_sft", []), [])[1]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (EACH, "<system>Be brief.<user>Hello"),
        (REFUSES, "<user>Be brief.\n\nHello"),
        (IGNORES, "<user>Be brief.\n\nHello"),
    ],
)
def test_what_the_system_says_reaches_every_model(template: str, text: str, tokenizer: Any) -> None:
    tokenizer.chat_template = template
    assert chat_text(tokenizer, [SYSTEM, USER], "m") == text


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        (None, "has no chat template, and the prompt format speaks in messages"),
        (LOSES_ALL, "it leaves a message out"),
        ("{{ raise_exception('not today') }}", "not today"),
    ],
)
def test_a_template_that_cannot_say_it_is_one_sentence(
    template: str | None, sentence: str, tokenizer: Any
) -> None:
    tokenizer.chat_template = template
    with pytest.raises(BackendError, match=sentence):
        chat_text(tokenizer, [SYSTEM, USER], "m")


@pytest.mark.parametrize(
    ("messages", "kept"),
    [
        ([USER], [USER]),
        ([SYSTEM], [Message("user", "Be brief.")]),
        ([SYSTEM, ANSWER], [Message("user", "Be brief."), ANSWER]),
        ([SYSTEM, USER, ANSWER], [Message("user", "Be brief.\n\nHello"), ANSWER]),
    ],
)
def test_the_system_text_stands_before_the_first_words_of_the_user(
    messages: list[Message], kept: list[Message]
) -> None:
    assert list(folded(messages)) == kept
