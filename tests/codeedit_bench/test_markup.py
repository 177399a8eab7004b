"""Pages and pictures: one head, one writer of SVG, round numbers at the axes."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codeedit_bench.markup.page import lone_page
from codeedit_bench.markup.scales import ticks_within
from codeedit_bench.markup.svg import element, picture

ROOT = Path(__file__).parents[2]
PACKAGES = ("codeedit_bench", "miners", "evaluators", "gapo", "leaderboard")


@pytest.mark.parametrize("mark", ["<!doctype", "<svg", "www.w3.org/2000/svg", "Content-Security-Policy"])
def test_heads_of_pages_and_pictures_are_written_in_one_place(mark: str) -> None:
    files = [file for name in PACKAGES for file in (ROOT / name).rglob("*") if file.suffix in (".py", ".html")]
    found = [file for file in files if mark.lower() in code_of(file).lower()]
    assert {file.parent.relative_to(ROOT).as_posix() for file in found} <= {"codeedit_bench/markup"}


def code_of(file: Path) -> str:
    """Without the words that only speak of a picture."""
    return re.sub(r"`[^`]*`", "", file.read_text(encoding="utf-8"))


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_lone_page_loads_nothing_and_says_so() -> None:
    parser = Elements()
    parser.feed(lone_page("a <script> & more", "<h1>x</h1>", style="b { margin: 0 }"))
    assert [tag for tag, _ in parser.found if tag in ("script", "link", "img")] == []
    policies = [given["content"] for tag, given in parser.found if "http-equiv" in given]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


@given(st.text(max_size=30))
def test_an_attribute_never_ends_early(words: str) -> None:
    parser = Elements()
    parser.feed(picture("x", aria_label=words.replace("\0", "").replace("\r", "")))
    ((tag, given_names),) = parser.found
    assert (tag, set(given_names)) == ("svg", {"xmlns", "aria-label"})


def test_names_that_python_keeps_for_itself_are_written_plainly() -> None:
    assert element("path", class_="dot", stroke_width=1.5) == '<path class="dot" stroke-width="1.5"/>'


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_ticks_are_few_round_and_within(low: float, width: float) -> None:
    assume(width > abs(low) * 1e-6)
    ticks = ticks_within(low, low + width)
    assert 1 <= len(ticks) <= 6
    slack = 1e-9 * max(abs(low), width) + 1e-12
    assert all(low - slack <= tick <= low + width + slack for tick in ticks)
