"""`codeedit diff-score` tells where a verdict comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeedit_bench.cli import main


def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], first: bytes, second: bytes, language: str) -> str:
    (tmp_path / "a").write_bytes(first)
    (tmp_path / "b").write_bytes(second)
    assert main(["diff-score", str(tmp_path / "a"), str(tmp_path / "b"), "--language", language]) == 0
    return capsys.readouterr().out


def verdicts(output: str) -> dict[str, str]:
    rows = (line.split() for line in output.splitlines() if line.endswith((" equal", " different")))
    return {row[0]: row[1] for row in rows if len(row) == 2}


@pytest.mark.parametrize(
    ("first", "second", "language", "equal_from"),
    [
        (b"x = 1\n", b"x = 1  \n", "python", "text"),
        (b"f(a,b)\n", b"f(a, b)\n", "python", "layout"),
        (b"x = 1  # one\n", b"x = 1  # two\n", "python", "code"),
        (b"x = 'a'\n", b'x = "a"\n', "python", "style"),
        (b"f(a, b)\n", b"f(a, b,)\n", "python", "style"),
        (b"a();\n", b"a()\n", "javascript", "style"),
        (b"x = 1\n", b"x = 2\n", "python", None),
    ],
)
def test_the_level_from_which_two_texts_are_equal(
    first: bytes,
    second: bytes,
    language: str,
    equal_from: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = verdicts(told(tmp_path, capsys, first, second, language))
    assert list(found) == ["text", "layout", "code", "style"]
    assert next((level for level, verdict in found.items() if verdict == "equal"), None) == equal_from


def test_the_first_differing_token_is_shown_without_what_a_terminal_obeys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = told(tmp_path, capsys, b"x = total\n", b"x = '\x1b[31m'\n", "python")
    assert "A: x = total" in output
    assert r"B: x = '\x1b[31m'" in output
    assert "\x1b" not in output


def test_the_first_differing_token_is_named_with_those_before_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = told(tmp_path, capsys, b"x = f(total)\n", b"x = f(count)\n", "python")
    assert "token 4, after: x = f (\n        A: total\n        B: count" in output


def test_bad_input_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_bytes(b"\xff")
    assert main(["diff-score", str(tmp_path / "a"), str(tmp_path / "none"), "--language", "python"]) == 2
    assert "is not UTF-8" in capsys.readouterr().err
    assert main(["diff-score", str(tmp_path / "none"), str(tmp_path / "a"), "--language", "python"]) == 2
    assert "cannot be read" in capsys.readouterr().err
