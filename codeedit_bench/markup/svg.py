"""A little SVG: elements with escaped text, markers and labels. Every picture of the project is written here."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

from codeedit_bench.markup.words import middle, visible

CHARACTER = 7.2
"""How wide a character of a label is in the widest of the usual fonts, on average."""


def element(tag: str, content: str = "", **attributes: str | float) -> str:
    """`content` is markup; attributes are escaped, and `stroke_width` becomes `stroke-width`, `class_` `class`."""
    parts = []
    for name, value in attributes.items():
        text = f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else html.escape(str(value))
        parts.append(f' {name.rstrip("_").replace("_", "-")}="{text}"')
    return f"<{tag}{''.join(parts)}/>" if not content else f"<{tag}{''.join(parts)}>{content}</{tag}>"


def picture(content: str, **attributes: str | float) -> str:
    """The outermost element, around markup."""
    return element("svg", content, xmlns="http://www.w3.org/2000/svg", **attributes)


def text(x: float, y: float, words: str, **attributes: str | float) -> str:
    return element("text", html.escape(visible(words)), x=x, y=y, **attributes)


def titled(tag: str, words: str, **attributes: str | float) -> str:
    """An element that tells `words` where a pointer rests on it."""
    return element(tag, element("title", html.escape(visible(words, 200))), **attributes)


def whole(markup: str, words: str) -> str:
    """What is drawn with a shortened name, and the whole name where a pointer rests on it."""
    return element("g", element("title", html.escape(visible(words, 200))) + markup)


MARKERS = (
    "M-3.4 0A3.4 3.4 0 1 0 3.4 0A3.4 3.4 0 1 0 -3.4 0Z",
    "M-3.2 -3.2H3.2V3.2H-3.2Z",
    "M0 -4.2L4 3.2H-4Z",
    "M0 -4.6L4.2 0L0 4.6L-4.2 0Z",
    "M-4 -2.6L-2.6 -4L0 -1.4L2.6 -4L4 -2.6L1.4 0L4 2.6L2.6 4L0 1.4L-2.6 4L-4 2.6L-1.4 0Z",
)
"""Disc, square, triangle, diamond and cross: series are told apart without their colours."""


def marker(shade: int, x: float, y: float, kind: str) -> str:
    """The mark of series `shade`, at a point; `kind` is its class."""
    shape = MARKERS[shade % len(MARKERS)]
    return element("path", d=shape, transform=f"translate({x:.1f} {y:.1f})", class_=kind)


@dataclass
class Drawing:
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def add(self, *parts: str) -> None:
        self.parts.extend(parts)

    def markup(self, label: str, *, style: str = "") -> str:
        """The SVG; with `style` it stands alone."""
        sheet = element("style", style) if style else ""
        drawn = picture(
            sheet + "".join(self.parts),
            class_="picture",
            viewBox=f"0 0 {self.width} {self.height}",
            width=self.width,
            height=self.height,
            role="group",
            aria_label=label,
        )
        return drawn + "\n"


def apart(ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Of (place, words) in order, those that do not run into the one before."""
    kept: list[tuple[float, str]] = []
    for x, words in ticks:
        if not kept or x - kept[-1][0] > CHARACTER * (len(words) + len(kept[-1][1])) / 2 + 6:
            kept.append((x, words))
    return kept


def place_labels(
    points: Sequence[tuple[float, float, str]], width: float, taken: list[tuple[float, float, float, float]]
) -> list[str]:
    """Labels beside their points where they meet neither each other nor what is `taken` (x, y, width, height)."""
    result = []
    for x, y, words in points:
        shown = middle(words, 26)
        length = CHARACTER * len(shown)
        for dx, dy, anchor in ((7, -7, "start"), (-7, -7, "end"), (7, 14, "start"), (-7, 14, "end")):
            left = x + dx - {"start": 0.0, "middle": length / 2, "end": length}[anchor]
            box = (left, y + dy - 10, length, 13.0)
            if left < 48 or left + length > width - 4 or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            label = text(x + dx, y + dy, shown, class_="label", text_anchor=anchor)
            result.append(label if shown == visible(words) else whole(label, words))
            break
    return result


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
