"""A trick in spelling makes a text be compared as text only where it can change tokens."""

from __future__ import annotations

import time

import pytest

from codeedit_bench.normalize import exact_match

HARMLESS = [
    ("java", 'String red = "\\u001b[31m"; // \\u0041'),
    ("java", "char c = '\\u0041'; /* \\u0009 */"),
    ("cpp", 'auto smile = ":>"; // <% and %> and <:'),
    ("cpp", "/* ??( */ int n = 1'000;"),
    ("c", 'char *s = "what??!";'),
]
TRICKS = [
    ("java", 'String a = "\\u0022; f( x );//";'),
    ("java", "// \\u000a f( x );"),
    ("java", "/* *\\u002f f( x ); /* */"),
    ("java", "int \\u0061b = 1;"),
    ("c", "// a comment that goes on ??/"),
    ("c", "int a ??( 1 ??);"),
]
DIGRAPHS = [
    ("cpp", "int a <: 1 :>;\n", "int a < : 1 : >;\n"),
    ("cpp", "x = 1'000 <: 2'000;\n", "x = 1'000 < : 2'000;\n"),
    ("cpp", 'auto r = R"(")"; x <: 1; auto s = ":>";\n', 'auto r = R"(")"; x < : 1; auto s = ":>";\n'),
    ("c", "%: define X 1\n", "% : define X 1\n"),
]


@pytest.mark.parametrize(("language", "line"), HARMLESS)
def test_a_harmless_spelling_in_a_string_or_comment_leaves_the_file_readable(language: str, line: str) -> None:
    assert exact_match(f"{line}\nf( a );\n", f"{line}\nf(a);\n", language=language)


@pytest.mark.parametrize(("language", "line"), TRICKS)
def test_a_spelling_that_can_change_tokens_makes_the_file_text(language: str, line: str) -> None:
    assert not exact_match(f"{line}\nf( a );\n", f"{line}\nf(a);\n", language=language)


@pytest.mark.parametrize(("language", "first", "second"), DIGRAPHS)
def test_a_digraph_is_one_token(language: str, first: str, second: str) -> None:
    assert not exact_match(first, second, language=language)


def seconds(text: str, language: str) -> float:
    times = []
    for _ in range(3):
        began = time.process_time()
        exact_match(text, "x = 1\n" * 5, language=language, level="code")
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("quote", ['"', "'", "`", "/", "#", "\\"])
@pytest.mark.parametrize(("language", "comment"), [("python", "#"), ("javascript", "//"), ("go", "//")])
def test_a_line_of_quotes_takes_no_time_that_grows_with_its_square(
    language: str, comment: str, quote: str
) -> None:
    seconds(quote * 100, language)
    short, long = (seconds(quote * length + f"\n{comment}\n", language) for length in (4_000, 64_000))
    # Sixteen times the length: by its square it would be 256 times the time.
    assert long < 80 * short + 0.02
