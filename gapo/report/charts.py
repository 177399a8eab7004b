"""Line charts as SVG text: no library, no script, readable in light and dark."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codeedit_bench.markup.scales import linear, ticks_within
from codeedit_bench.markup.svg import element, picture, text
from codeedit_bench.markup.words import visible

Points = Sequence[tuple[float, float]]
COLOURS = ("#2f6fdb", "#d9662c", "#2c9a67", "#9a4fc4", "#b8860b", "#c2334d", "#3aa0a8", "#777777")
_WIDTH, _HEIGHT = 420, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 14, 34


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    series: Mapping[str, Points]
    """Name → points in ascending x; values that are not finite are left out."""
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
    across = _range([x for x, _ in everything])
    up = _range([height for height in heights if math.isfinite(height)])
    x = linear(across, (_LEFT, _WIDTH - _RIGHT))
    y = linear(up, (_HEIGHT - _BOTTOM, _TOP))

    def path(points: Points) -> str:
        return "M" + "L".join(f"{x(place):.1f} {y(value):.1f}" for place, value in points)

    parts = [element("title", html.escape(visible(chart.title, 200)))]
    for value in ticks_within(*up):
        rule = f"M{_LEFT} {y(value):.1f}H{_WIDTH - _RIGHT}"
        parts.append(element("path", d=rule, stroke="currentColor", stroke_opacity=".15"))
        parts.append(text(_LEFT - 5, y(value), f"{value:g}", dy=".3em", text_anchor="end"))
    for value in ticks_within(*across):
        parts.append(text(x(value), _HEIGHT - _BOTTOM + 14, f"{value:g}", text_anchor="middle"))
    parts.append(text(_WIDTH - _RIGHT, _HEIGHT - 6, chart.x_label, text_anchor="end", opacity=".7"))
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        if name in bands:
            edge = [(place, high) for place, _, high in bands[name]]
            edge += [(place, low) for place, low, _ in reversed(bands[name])]
            parts.append(element("path", d=path(edge) + "Z", fill=colour, fill_opacity=".15"))
        if points:
            parts.append(element("path", d=path(points), fill="none", stroke=colour, stroke_width="1.6"))
        if len(points) == 1:
            parts.append(element("circle", cx=x(points[0][0]), cy=y(points[0][1]), r=3, fill=colour))
        if len(series) > 1:
            parts.append(text(_LEFT + 6, _TOP + 10 + 12 * number, name, fill=colour))
    return picture(
        "".join(parts),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        font_family="system-ui, sans-serif",
        font_size=10,
        fill="currentColor",
    )


def _finite(point: tuple[float, float]) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1])


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return low - margin, high + margin
