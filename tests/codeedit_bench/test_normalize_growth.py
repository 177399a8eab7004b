"""Hostile texts take time in proportion to their length, and real texts that look like them are still read."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import count_parse_errors, exact_match, normal_form
from codeedit_bench.normalize.sieve import CodeSieve

READ = [
    ("csharp", '$"{a}"\n', "$"),
    ("csharp", "", "$@"),
    ("kotlin", '"${a}"\n', "$"),
    ("swift", '#"a"#\n', "#"),
    ("swift", "#/a/#\n", "# "),
    ("go", "", "/*\n"),
    ("javascript", "", "/*\n"),
    ("ruby", "", "=begin\n"),
]
PARSED = [
    *((language, "/*\n") for language in ("c", "cpp", "csharp", "go", "java", "javascript", "rust")),
    ("kotlin", "<<A\n"),
    *((language, piece) for language in ("c", "csharp", "rust") for piece in ("<\n", '"""\n', "$\n", "x /*\n")),
]
"""A piece that a parser once read up to the text's end at each place."""


def seconds(call: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return min(taken)


def grows_by_length(call: Callable[[str, str], object], language: str, head: str, piece: str) -> bool:
    """Sixteen times the length: by its square it would be 256 times the time."""
    call("x\n", language)
    texts = [head + piece * (length // len(piece)) for length in (4_000, 64_000)]
    short, long = (seconds(lambda text=text: call(text, language)) for text in texts)
    return long < 80 * short + 0.02


@pytest.mark.parametrize(("language", "head", "piece"), READ)
def test_a_normal_form_takes_no_time_that_grows_with_the_square(language: str, head: str, piece: str) -> None:
    assert grows_by_length(normal_form, language, head, piece)


@pytest.mark.parametrize(("language", "piece"), PARSED)
def test_errors_are_counted_in_no_time_that_grows_with_the_square(language: str, piece: str) -> None:
    assert grows_by_length(count_parse_errors, language, "int a;\n", piece)


REAL = [
    # Patterns of paths, of which none is a comment.
    ("javascript", "".join(f"app.get('/area{n}/*', handler{n});\n" for n in range(200))),
    ("go", "".join(f'\tmux.Handle("/area{n}/*", handler)\n' for n in range(200))),
    ("javascript", "const paths = `\n" + "".join(f"  area{n}/*\n" for n in range(200)) + "`;\n"),
    # Comments that do end.
    ("go", "".join(f"/* area {n} */\nvar a{n} = {n}\n" for n in range(300))),
    # Banners.
    ("javascript", ("//" + "*" * 76 + "\n") * 5 + "let a = 1;\n" + ("//" + "=" * 76 + "\n") * 5),
]


@pytest.mark.parametrize(("language", "text"), REAL)
def test_a_real_file_with_many_starts_of_comments_is_still_read(language: str, text: str) -> None:
    assert exact_match(f"{text}f( a )\n", f"{text}f(a)\n", language=language)


def test_the_sieve_of_style_lets_through_what_style_forgives() -> None:
    sieve = CodeSieve(LANGUAGES.load("python"), "", "")
    assert not sieve.rejects("f(a, b,)\n", "f(a, b)\n", "style")
    assert not sieve.rejects("return (a)  # all\n", "return a\n", "style")
    assert not sieve.rejects("x = 'a'\n", 'x = "a"\n', "style")
    assert sieve.rejects("f(a, c)\n", "f(a, b)\n", "style")
    assert sieve.rejects("f(a, b,)\n", "f(a, b)\n", "code")
