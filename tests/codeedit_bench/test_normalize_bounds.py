"""A text that would take time out of proportion is compared as text, and the work is counted: no clock decides."""

from __future__ import annotations

import random

import pytest

from benchmarks.hostile_texts import PIECES
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import exact_match, normal_form
from codeedit_bench.normalize.control import VERBATIM
from codeedit_bench.normalize.keys import stream

SIZE = 24_000
MOST = 8_000 + SIZE // 2
KINDS = ("again and again", "a line", "with words")


def hostile(kind: str) -> list[str]:
    """A text of each opener, and one of all of them in any order."""
    chance = random.Random(kind)
    ends = {"again and again": "", "a line": "\n", "with words": "a "}
    texts = [(piece + ends[kind]) * SIZE for piece in PIECES]
    texts.append("".join(chance.choice(PIECES) + ends[kind] for _ in range(SIZE)))
    return [text[:SIZE] for text in texts]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_hostile_text_gives_more_tokens_than_its_length_allows(language: str, kind: str) -> None:
    row = LANGUAGES.load(language)
    heads = tuple(head.encode() for head in row.lexicon.comment_heads)
    for text in hostile(kind):
        tokens, _ = stream(text, row, "layout")
        if tokens[0] == VERBATIM:
            continue
        # Layout tokens come on top, at most one for each.
        assert len(tokens) <= 2 * MOST, text[:10]
        assert sum(token[1:].startswith(heads) for token in tokens) <= 2_000 + SIZE // 16, text[:10]


def as_text(text: str, language: str) -> bool:
    return normal_form(text, language).startswith(VERBATIM.decode())


def test_more_marks_around_a_literal_than_anyone_writes_are_text() -> None:
    for language, literal in (
        ("csharp", "{0}\nx\n{0};\n"),
        ("swift", '{1}"x"{1}\n'),
        ("php", "<?php <<<{2}\nx\n{2};\n"),
    ):
        long, short = (literal.format('"' * n, "#" * n, "A" * n) for n in (5_000, 20))
        assert as_text(long, language)
        assert not as_text(short, language)


def test_more_macros_that_make_text_than_anyone_writes_are_text() -> None:
    long, short = ("".join(f"#define s{n}(x) #x\n" for n in range(count)) for count in (2_000, 100))
    assert as_text(long, "c")
    assert not as_text(short, "c")


def test_more_directives_on_one_line_than_anyone_writes_are_text() -> None:
    """Each would name all the code before it."""
    long, short = ("f(a, b); /* NOLINT */ " * count + "\n" for count in (2_000, 20))
    assert as_text(long, "cpp")
    assert not as_text(short, "cpp")


@pytest.mark.parametrize(
    ("language", "line", "spaced"),
    [
        ("python", "out[i] = dot(row[i], col)\n", "out[ i ] = dot(row[i], col)\n"),
        ("java", "m.put(1, 2); // ok\n", "m.put( 1, 2 ); // ok\n"),
        ("c", "{0x01, 0x02, 0x03, 0x04},\n", "{ 0x01,0x02, 0x03, 0x04},\n"),
        ("javascript", "it('a', () => { expect(f(1)).toBe(2) })\n", "it( 'a', () => { expect(f(1)).toBe(2) })\n"),
        ("kotlin", "val digest = message.digest(offset, 16)\n", "val digest  = message.digest(offset, 16)\n"),
    ],
)
def test_dense_code_that_people_write_is_read(language: str, line: str, spaced: str) -> None:
    count = 64_000 // len(line)
    assert exact_match(spaced * count, line * count, language=language)
