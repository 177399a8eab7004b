"""Strangers' text on a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.terminal import diff_text, printable


def test_plain_text_in_any_script_is_left_alone() -> None:
    text = "naïve 变量 λ = 'é'\n\tnext"
    assert printable(text) == text


def test_controls_directions_and_lone_surrogates_become_escapes() -> None:
    assert (
        printable("\x1b]0;x\x07\u2066\ud800\U000e0041\u2028") == "\\x1b]0;x\\x07\\u2066\\ud800\\U000e0041\\u2028"
    )


@given(st.text(st.characters(), max_size=200))
def test_whatever_comes_nothing_invisible_is_left(text: str) -> None:
    shown = printable(text).replace("\n", "").replace("\t", "")
    assert "\x1b" not in shown
    assert all(character.isprintable() or character.isspace() for character in shown)
    shown.encode()


def test_trailing_white_space_of_changed_lines_is_made_visible() -> None:
    assert diff_text("--- a\n+++ b\n-x  \n+x\n y \n").plain == "--- a\n+++ b\n-x··\n+x\n y \n"
