"""Training curves as small panels, one for each logged number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from codeedit_bench.markup.scales import linear
from codeedit_bench.markup.svg import Drawing, element, text
from leaderboard.pictures import stylesheet
from leaderboard.training import Curve

COLUMNS, WIDTH, HEIGHT = 3, 300, 190
LEFT, RIGHT, TOP, BOTTOM = 54, 14, 30, 30


def training_picture(curves: Mapping[str, Curve]) -> Drawing:
    rows = -(-len(curves) // COLUMNS)
    drawing = Drawing(WIDTH * min(COLUMNS, len(curves)), HEIGHT * rows)
    for number, (title, curve) in enumerate(curves.items()):
        _panel(drawing, title, curve, WIDTH * (number % COLUMNS), HEIGHT * (number // COLUMNS))
    return drawing


def _panel(drawing: Drawing, title: str, curve: Curve, left: int, top: int) -> None:
    values = [value for _, value in curve]
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 0.5, high + 0.5
    x = linear((curve[0][0], curve[-1][0]), (left + LEFT, left + WIDTH - RIGHT))
    y = linear((low, high), (top + HEIGHT - BOTTOM, top + TOP))
    drawing.add(text(left + LEFT, top + 16, title, class_="label"))
    for value in (low, high):
        drawing.add(
            element("line", class_="grid", x1=left + LEFT, x2=left + WIDTH - RIGHT, y1=y(value), y2=y(value)),
            text(left + LEFT - 6, y(value) + 4, f"{value:.3g}", class_="tick", text_anchor="end"),
        )
    for step, anchor in ((curve[0][0], "start"), (curve[-1][0], "end")):
        words = f"step {step:g}" if anchor == "end" else f"{step:g}"
        drawing.add(text(x(step), top + HEIGHT - BOTTOM + 16, words, class_="tick", text_anchor=anchor))
    points = " ".join(f"{x(step):.1f},{y(value):.1f}" for step, value in curve)
    drawing.add(element("polyline", class_="series s0", points=points))


def write_training_picture(site: Path, slug: str, curves: Mapping[str, Curve]) -> str:
    """Write `pictures/training-SLUG.svg`; return its address on the site."""
    name = f"pictures/training-{slug}.svg"
    (site / "pictures").mkdir(exist_ok=True)
    (site / name).write_text(
        training_picture(curves).markup("Training curves", style=stylesheet()), encoding="utf-8"
    )
    return name
