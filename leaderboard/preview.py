"""`assets/preview.png`: what stands beside a link to the site, as sites that show links ask for it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from codeedit_bench.markup.scales import linear
from codeedit_bench.markup.words import middle, visible
from evaluators.statistics.ranking import in_order
from evaluators.statistics.rounding import percent
from leaderboard.entry import Entry
from leaderboard.standing import Standing

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FILE = "assets/preview.png"
WIDTH, HEIGHT, BARS = 1200, 630, 8
"""The size that Open Graph's readers recommend, and how many systems have a bar."""
_LEFT, _BAR, _RIGHT = 60, 480, 1070
_TOP, _ROW, _THICK = 200, 50, 34
_PAPER, _INK, _SOFT, _ACCENT, _WHISKER = "#fcfbf8", "#1d1f24", "#5b606b", "#14627a", "#e08a3c"


def write_preview(site: Path, title: str, entries: Sequence[Entry], ranked: Sequence[Standing]) -> None:
    """The site's title, and the best systems as bars with their intervals."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    large, small = _font(52), _font(26)
    pen.text((_LEFT, 96), _fitting(title, large, WIDTH - 2 * _LEFT), _INK, large, anchor="ls")
    pen.text((_LEFT, 146), "exact match, %, with 95% intervals", _SOFT, _font(28), anchor="ls")
    order = in_order([standing.estimate.value for standing in ranked])[:BARS]
    x = linear((0, max(0.01, *(ranked[number].estimate.high for number in order))), (_BAR, _RIGHT))
    for row, number in enumerate(order):
        y, estimate = _TOP + _ROW * row, ranked[number].estimate
        base, middle_line = y + 26, y + _THICK / 2
        name = _fitting(entries[number].manifest.system, small, _BAR - 20 - _LEFT)
        pen.text((_BAR - 20, base), name, _INK, small, anchor="rs")
        pen.rectangle((_BAR, y, max(_BAR, x(estimate.value)), y + _THICK), fill=_ACCENT)
        pen.line((x(estimate.low), middle_line, x(estimate.high), middle_line), fill=_WHISKER, width=4)
        pen.text((WIDTH - _LEFT, base), percent(estimate.value), _INK, small, anchor="rs")
    image.save(site / FILE, optimize=True)


def _font(size: int) -> FreeTypeFont:
    """The font that Pillow carries, so that the picture is the same everywhere."""
    from PIL import ImageFont

    return cast("FreeTypeFont", ImageFont.load_default(size))


def _drawn(words: str, font: FreeTypeFont) -> str:
    """`words` with … for signs that the font does not have: all of them would be the same box."""
    box = bytes(font.getmask("\U0010ffff"))
    missing = {sign for sign in set(words) if bytes(font.getmask(sign)) == box}
    runs = itertools.groupby(words, missing.__contains__)
    return "".join("…" if boxes else "".join(signs) for boxes, signs in runs)


def _fitting(words: str, font: FreeTypeFont, width: int) -> str:
    """`words`, shortened in the middle until they fit; a sign that is not seen is shown by its number."""
    most = 60
    drawn = _drawn(visible(words, len(words) * 10 + 1), font)
    while font.getlength(shown := middle(drawn, most)) > width:
        most -= 1
    return shown
