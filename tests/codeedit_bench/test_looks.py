"""What the rows of the languages say together is what the miner's version 7 asked, word for word.

A test fails here when a row says more or less: then raise `MINER_VERSION` in `miners/config.py`, and state the new
patterns here. The miner asks without regard to a file's language, so that a word of one row tells on all files.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeedit_bench.languages.guesses import any_of, words
from miners.commits import order
from miners.targets import labels, target

DEFINE = re.compile(
    r"^\s*(?:(?:export|default|pub(?:\([^)]*\))?|public|private|protected|internal|static|async|abstract|final|override"
    r"|virtual|sealed|partial|unsafe|inline|extern|const|readonly|open|data|suspend)\s+)*"
    r"(?:def|class|func|fn|function|interface|struct|enum|trait|impl|namespace|module|mod|object|record|fun)\b"
    r"(?:\s*\([^)]*\))?(?:\s*<[^>]*>)?\s*([\w$]+)?"
)
NOT_A_METHOD = re.compile(
    r"^\s*(?:if|for|while|switch|return|else|catch|do|try|throw|new|case|await|yield|using|foreach)\b"
)
TYPES = frozenset(
    {
        *("int", "long", "short", "char", "bool", "boolean", "float", "double", "str", "string", "String", "void"),
        *("byte", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "usize", "f32", "f64", "size_t", "uint"),
        *(
            "uint32",
            "uint64",
            "int32",
            "int64",
            "float32",
            "float64",
            "number",
            "any",
            "unknown",
            "object",
            "None",
        ),
    }
)
INTRODUCTION = re.compile(
    r"\b(?:def|class|func|fn|function|interface|struct|enum|type|trait|const|let|var|val|record|namespace|#define"
    r"|module|object)\s+(?:\([^)]*\)\s*)?(?:mut\s+)?(\w+)"
    r"|^\s*(?:[\w<>\[\],*&:?.]+\s+)+\*?(\w+)\s*(?:\(|=|;)",
    re.MULTILINE,
)
IMPORT = re.compile(
    r"\s*(?:import\b|from\s+[\w.]+\s+import\b|(?:pub(?:\([^)]*\))?\s+)?use\s|using\s|#\s*include\b|require\b|require_once\b"
    r"|include\b|extern\s+crate\b|package\s|export\s.*\bfrom\b|(?:const|let|var)\s.*=\s*require\()"
)
PAIRS = {
    "define": (DEFINE, labels._DEFINE),
    "not a method": (NOT_A_METHOD, labels._NOT_A_METHOD),
    "introduction": (INTRODUCTION, order._DEFINITION),
    "import": (IMPORT, target._IMPORT),
}
KNOWN = {
    "modifiers": DEFINE.pattern,
    "definitions": DEFINE.pattern,
    "introductions": INTRODUCTION.pattern,
    "statements": NOT_A_METHOD.pattern,
}
WORDS = sorted({word for pattern, _ in PAIRS.values() for word in re.findall(r"[A-Za-z_#]{2,}", pattern.pattern)})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        ["(", ")", "<T>", "{", ":", ";", "=", "*", "&", "a.b", "name", "Name2", "mut", "pub(crate)", "pub"]
    ),
    st.sampled_from([" ", "  ", "\t", "\n", "#", "'x'", "require(", "@", "::", ","]),
)
RAISE = (
    "The rows say other words than the miner knew. Raise MINER_VERSION in miners/config.py, then state them here."
)
TEXTS = st.tuples(st.sampled_from(["", " "]), st.lists(PIECES, min_size=1, max_size=9)).map(
    lambda p: p[0].join(p[1])
)


@pytest.mark.parametrize("name", PAIRS)
@settings(max_examples=400, deadline=None)
@given(text=TEXTS)
def test_the_rows_together_are_the_patterns_that_the_miner_asked(name: str, text: str) -> None:
    before, now = PAIRS[name]
    assert [found.groups() for found in now.finditer(text)] == [found.groups() for found in before.finditer(text)]
    assert bool(now.match(text)) == bool(before.match(text)), RAISE


def test_the_rows_together_name_the_types_that_the_miner_knew() -> None:
    assert set(words("types")) == TYPES, RAISE


@pytest.mark.parametrize("kind", KNOWN)
def test_the_rows_together_say_the_words_that_the_miner_knew(kind: str) -> None:
    said = {word for pattern in words(kind) for word in re.findall(r"[a-z#]+", pattern)}
    assert said <= set(re.findall(r"[a-z#]+", KNOWN[kind])), RAISE
    assert any_of(kind)
