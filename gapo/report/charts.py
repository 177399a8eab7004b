"""Line charts as SVG text: no library, no script, readable in light and dark."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Points = Sequence[tuple[float, float]]
COLOURS = ("#2f6fdb", "#d9662c", "#2c9a67", "#9a4fc4", "#b8860b", "#c2334d", "#3aa0a8", "#777777")
_WIDTH, _HEIGHT = 420, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 14, 34


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    series: Mapping[str, Points]
    """Name → points in ascending x; values that are no numbers are left out."""
    x_label: str = "step"
    note: str = ""
    bands: Mapping[str, Sequence[tuple[float, float, float]]] | None = None
    """Name → (x, low, high), drawn behind the line of that name."""


def svg(chart: Chart) -> str:
    """The chart as one `<svg>` element with its legend; text that comes from data is escaped."""
    series = {name: [point for point in points if _finite(point)] for name, points in chart.series.items()}
    everything = [point for points in series.values() for point in points]
    if not everything:
        return ""
    bands = chart.bands or {}
    heights = [y for _, y in everything] + [
        edge for band in bands.values() for _, *edges in band for edge in edges
    ]
    x_low, x_high = _range([x for x, _ in everything])
    y_low, y_high = _range([height for height in heights if math.isfinite(height)])

    def place(x: float, y: float) -> str:
        across = _LEFT + (x - x_low) / (x_high - x_low) * (_WIDTH - _LEFT - _RIGHT)
        down = _HEIGHT - _BOTTOM - (y - y_low) / (y_high - y_low) * (_HEIGHT - _TOP - _BOTTOM)
        return f"{across:.1f},{down:.1f}"

    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="system-ui, sans-serif" font-size="10" fill="currentColor">',
        f"<title>{html.escape(chart.title)}</title>",
    ]
    for value in _ticks(y_low, y_high):
        left, right = place(x_low, value), place(x_high, value)
        parts.append(f'<path d="M{left} L{right}" stroke="currentColor" stroke-opacity=".15"/>')
        parts.append(
            f'<text x="{_LEFT - 5}" y="{left.split(",")[1]}" dy=".3em" text-anchor="end">{value:g}</text>'
        )
    for value in _ticks(x_low, x_high):
        x = place(value, y_low).split(",")[0]
        parts.append(f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 14}" text-anchor="middle">{value:g}</text>')
    parts.append(
        f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 6}" text-anchor="end" opacity=".7">'
        f"{html.escape(chart.x_label)}</text>"
    )
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        if name in bands:
            up = [place(x, high) for x, _, high in bands[name]]
            down = [place(x, low) for x, low, _ in reversed(bands[name])]
            parts.append(f'<path d="M{" L".join([*up, *down])} Z" fill="{colour}" fill-opacity=".15"/>')
        dots = [place(x, y) for x, y in points]
        parts.append(f'<path d="M{" L".join(dots)}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        if len(dots) == 1:
            x, y = dots[0].split(",")
            parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
        if len(series) > 1:
            parts.append(
                f'<text x="{_LEFT + 6}" y="{_TOP + 10 + 12 * number}" fill="{colour}">{html.escape(name)}</text>'
            )
    return "".join([*parts, "</svg>"])


def _finite(point: tuple[float, float]) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1])


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers within the range."""
    raw = (high - low) / 4
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * unit for factor in (1, 2, 5, 10) if factor * unit >= raw)
    first = math.ceil(low / step)
    return [round(index * step, 12) for index in range(first, math.floor(high / step) + 1)]
