"""A little SVG: elements with escaped text, scales and ticks."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def visible(text: str, limit: int = 60) -> str:
    """`text` without characters that are not seen or that reorder others, cut to `limit`."""
    shown = _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def element(tag: str, content: str = "", **attributes: str | float) -> str:
    """`content` is markup; attributes are escaped, and `stroke_width` becomes `stroke-width`, `class_` `class`."""
    parts = []
    for name, value in attributes.items():
        text = f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else html.escape(str(value))
        parts.append(f' {name.rstrip("_").replace("_", "-")}="{text}"')
    return f"<{tag}{''.join(parts)}/>" if not content else f"<{tag}{''.join(parts)}>{content}</{tag}>"


def text(x: float, y: float, words: str, **attributes: str | float) -> str:
    return element("text", html.escape(visible(words)), x=x, y=y, **attributes)


def titled(tag: str, words: str, **attributes: str | float) -> str:
    """An element that tells `words` where a pointer rests on it."""
    return element(tag, element("title", html.escape(visible(words, 200))), **attributes)


@dataclass
class Drawing:
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def add(self, *parts: str) -> None:
        self.parts.extend(parts)

    def markup(self, label: str, *, style: str = "", base: str = "") -> str:
        """The SVG; with `style` it stands alone. `base` leads from its folder to the pages'."""
        sheet = element("style", style) if style else ""
        body = "".join(self.parts).replace('href="system.html', f'href="{base}system.html')
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="group" aria-label="{html.escape(label)}">'
            f"{sheet}{body}</svg>\n"
        )


Scale = Callable[[float], float]


def linear(domain: tuple[float, float], span: tuple[float, float]) -> Scale:
    (low, high), (start, end) = domain, span
    return lambda value: start + (value - low) / ((high - low) or 1) * (end - start)


def logarithmic(domain: tuple[float, float], span: tuple[float, float]) -> Scale:
    inner = linear((math.log10(domain[0]), math.log10(domain[1])), span)
    return lambda value: inner(math.log10(value))


def linear_ticks(high: float, count: int = 5) -> list[float]:
    """Round steps from 0 to at least `high`."""
    rough = max(high, 1e-9) / count
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return [round(step * number, 10) for number in range(math.ceil(high / step - 1e-9) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """At least four round numbers between, as few as that takes."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for factors in ((1,), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 7, 8)):
        every = (factor * 10.0**decade for decade in decades for factor in factors)
        ticks = [round(tick, 10) for tick in every if low <= tick <= high]
        if len(ticks) >= 4:
            break
    return ticks


def place_labels(
    points: Sequence[tuple[float, float, str]], width: float, taken: list[tuple[float, float, float, float]]
) -> list[str]:
    """Labels beside their points where they meet neither each other nor what is `taken` (x, y, width, height)."""
    result = []
    for x, y, words in points:
        shown = visible(words, 26)
        length = 6.2 * len(shown)
        for dx, dy, anchor in ((7, -7, "start"), (-7, -7, "end"), (7, 14, "start"), (-7, 14, "end")):
            left = x + dx - {"start": 0.0, "middle": length / 2, "end": length}[anchor]
            box = (left, y + dy - 10, length, 13.0)
            if left < 48 or left + length > width - 4 or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            result.append(text(x + dx, y + dy, shown, class_="label", text_anchor=anchor))
            break
    return result


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
