"""What people read of the program, its API, help and messages, is told in sentences of at most 25 words."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import codeedit_bench as ceb

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
