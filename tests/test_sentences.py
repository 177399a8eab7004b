"""What people read of the program, its API, help and messages, is told in sentences of at most 25 words."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import codeedit_bench as ceb
from codeedit_bench.errors import DatasetError, told

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("codeedit_bench", "miners", "evaluators", "gapo", "leaderboard")
MOST = 25
OTHERS_WORDS = ("evaluators/prompts", "codeedit_bench/demo/generator")
"""Folders of texts that others worded: prompts as models were trained on them, and the licence of the demo."""


def long_sentences(text: str) -> list[str]:
    """Sentences of a text that have too many words. Examples, tables and names of options are not prose."""
    prose = [part for part in re.split(r"\n\s*\n", text) if ">>>" not in part and "|" not in part]
    sentences = [found for part in prose for found in re.split(r"(?<=[.;:!?])\s+|\n\s*- ", part)]
    return [one for one in sentences if len(re.findall(r"\S*[a-z]{2}\S*", one)) > MOST]


def messages(path: Path) -> Iterator[str]:
    """The strings of a module that are not docstrings; what is put into one counts as a word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    passed |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "one" for part in node.values)


REDACTED_LATER = {"retrying.py", "chat_answers.py"}
"""A key must be hidden in the whole text of an answer before any of it is cut, which their caller does."""
CLEANED_BY = {"told", "type", "reason_of", "reason_of_loader", "_without"}


def raw_messages(path: Path) -> Iterator[int]:
    """The lines where a sentence holds an error as a library worded it: with its line breaks and full stops."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for handler in ast.walk(tree):
        if isinstance(handler, ast.ExceptHandler) and handler.name:
            yield from _raw_in(handler, handler.name)


def _raw_in(handler: ast.ExceptHandler, name: str) -> Iterator[int]:
    # What is printed as it is, and not put into a sentence, is one of our own sentences.
    printed = {
        id(part)
        for node in ast.walk(handler)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write"
        for part in ast.walk(node)
    }
    for text in ast.walk(handler):
        if isinstance(text, ast.FormattedValue) and id(text) not in printed:
            cleaned = {
                id(argument)
                for node in ast.walk(text)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLEANED_BY
                for argument in node.args
            }
            cleaned |= {id(node.value) for node in ast.walk(text) if isinstance(node, ast.Attribute)}
            names = (node for node in ast.walk(text) if isinstance(node, ast.Name) and node.id == name)
            yield from (found.lineno for found in names if id(found) not in cleaned)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_sentence_holds_no_message_of_a_library_as_it_came(package: str) -> None:
    files = [file for file in sorted((ROOT / package).rglob("*.py")) if file.name not in REDACTED_LATER]
    assert [(file.name, line) for file in files for line in raw_messages(file)] == []


def test_a_raw_message_in_a_sentence_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "try:\n    f()\nexcept ValueError as error:\n"
        "    g(f'{told(error)}. {type(error).__name__}')\n    g(f'{error}.')\n"
    )
    assert list(raw_messages(module)) == [5]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Parquet magic bytes not found in footer.\n", "Parquet magic bytes not found in footer"),
        ("first\n  second:\n", "first second"),
        (KeyError("name"), "'name'"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (ValueError(), "ValueError"),
        (ValueError("x" * 5000), "x" * 300 + "…"),
        (DatasetError(f"{'x' * 400} is wrong."), f"{'x' * 400} is wrong"),
    ],
)
def test_what_a_library_says_becomes_a_part_of_a_sentence(said: object, wanted: str) -> None:
    assert told(said) == wanted


@pytest.mark.parametrize("name", ceb.__all__)
def test_a_public_name_is_told_in_short_sentences(name: str) -> None:
    assert long_sentences(inspect.getdoc(getattr(ceb, name)) or "") == []


@pytest.mark.parametrize("package", PACKAGES)
def test_help_and_messages_are_told_in_short_sentences(package: str) -> None:
    others = [ROOT / folder for folder in OTHERS_WORDS]
    files = [file for file in sorted((ROOT / package).rglob("*.py")) if not set(others) & set(file.parents)]
    long = [(file.name, one) for file in files for text in messages(file) for one in long_sentences(text)]
    assert [found for found in long if not re.search(r"[<>={}\\]", found[1])] == []


def test_a_long_sentence_is_found() -> None:
    assert long_sentences("It says " + "word " * 24 + "end. And more.") != []
    assert long_sentences("It says a " + "word " * 20 + "end. And more.") == []
