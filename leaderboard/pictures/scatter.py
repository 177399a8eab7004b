"""Exact match against what it costs, with the Pareto front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from codeedit_bench.markup.scales import linear, linear_ticks, log_ticks, logarithmic
from codeedit_bench.markup.svg import Drawing, apart, element, marker, place_labels, text, titled, whole
from codeedit_bench.markup.words import visible
from leaderboard.entry import Entry, TaskTable
from leaderboard.standing import Standing

WIDTH, HEIGHT = 680, 400
LEFT, RIGHT, TOP, BOTTOM = 48, 20, 18, 46
WHISKERS = 60
"""With more points than these, only those of the front have whiskers: more would hide the points."""


@dataclass(frozen=True, slots=True)
class Point:
    slug: str
    name: str
    cost: float
    mean: float
    low: float
    high: float


def pareto_front(points: Sequence[Point]) -> list[Point]:
    """The points than which no other is both cheaper and better, from the cheapest on."""
    front: list[Point] = []
    for point in sorted(points, key=lambda point: (point.cost, -point.mean)):
        if not front or point.mean > front[-1].mean:
            front.append(point)
    return front


def scatter(points: Sequence[Point], axis: str, unit: Callable[[float], str]) -> Drawing | None:
    """Whiskers where there is room, names for the front and for the best of the rest where there is room."""
    if len(points) < 2:
        return None
    drawing = Drawing(WIDTH, HEIGHT)
    low, high = min(point.cost for point in points) / 1.6, max(point.cost for point in points) * 1.6
    ticks = linear_ticks(max(point.high for point in points))
    x = logarithmic((low, high), (LEFT, WIDTH - RIGHT))
    y = linear((0, ticks[-1]), (HEIGHT - BOTTOM, TOP))
    for tick in ticks:
        drawing.add(
            element("line", class_="grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y(tick), y2=y(tick)),
            text(LEFT - 8, y(tick) + 4, f"{100 * tick:g}", class_="tick", text_anchor="end"),
        )
    for place, words in apart([(x(tick), unit(tick)) for tick in log_ticks(low, high)]):
        drawing.add(text(place, HEIGHT - BOTTOM + 18, words, class_="tick", text_anchor="middle"))
    drawing.add(
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, axis, class_="axis-title", text_anchor="middle"),
        text(LEFT - 8, 10, "exact match, %", class_="axis-title"),
    )
    front = pareto_front(points)
    if len(front) > 1:
        path = f"M{x(front[0].cost):.1f} {y(front[0].mean):.1f}"
        path += "".join(f"H{x(point.cost):.1f}V{y(point.mean):.1f}" for point in front[1:])
        drawing.add(element("path", class_="front", d=path + f"H{WIDTH - RIGHT}"))
    chosen = {point.slug for point in front}
    for point in points:
        where = {"cx": x(point.cost), "cy": y(point.mean)}
        interval = f"{100 * point.low:.1f}–{100 * point.high:.1f}"
        words = f"{point.name}: {100 * point.mean:.1f}% ({interval}), {unit(point.cost)}"
        if point.slug in chosen or len(points) <= WHISKERS:
            at, low_end, high_end = where["cx"], y(point.low), y(point.high)
            drawing.add(element("line", class_="whisker", x1=at, x2=at, y1=low_end, y2=high_end))
        if point.slug not in chosen:
            drawing.add(titled("circle", words, class_="point", r=4.0, **where))
    for point in front:
        words = f"{point.name}: {100 * point.mean:.1f}%, {unit(point.cost)}"
        mark = marker(3, x(point.cost), y(point.mean), "point best")
        mark = whole(mark, words)
        drawing.add(element("a", mark, href=f"system.html#id={point.slug}", aria_label=visible(words, 200)))
    taken = [(x(point.cost) - 5, y(point.mean) - 5, 10.0, 10.0) for point in points]
    rest = sorted((point for point in points if point.slug not in chosen), key=lambda point: -point.mean)
    drawing.add(*place_labels([(x(p.cost), y(p.mean), p.name) for p in [*front[::-1], *rest[:12]]], WIDTH, taken))
    return drawing


def _points(entries: Sequence[Entry], ranked: Sequence[Standing], cost: Callable[[Entry], float]) -> list[Point]:
    return [
        Point(
            entry.slug,
            entry.manifest.system,
            cost(entry),
            place.estimate.value,
            place.estimate.low,
            place.estimate.high,
        )
        for entry, place in zip(entries, ranked, strict=True)
        if cost(entry) > 0
    ]


def latency_picture(entries: Sequence[Entry], ranked: Sequence[Standing], _: TaskTable) -> Drawing | None:
    points = _points(entries, ranked, lambda entry: entry.usage.seconds_median)
    return scatter(points, "median seconds of a request (log scale)", duration)


def cost_picture(entries: Sequence[Entry], ranked: Sequence[Standing], _: TaskTable) -> Drawing | None:
    points = _points(entries, ranked, lambda entry: entry.price or 0.0)
    return scatter(points, "price of a task (log scale)", money)


def money(amount: float) -> str:
    """With the digits that the table shows."""
    return f"{amount:.2g}" if amount >= 1e-4 else f"{amount:.1e}".replace("e-0", "e-")


def duration(seconds: float) -> str:
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"


def size_picture(entries: Sequence[Entry], ranked: Sequence[Standing], _: TaskTable) -> Drawing | None:
    points = _points(entries, ranked, lambda entry: float(entry.manifest.parameters))
    return scatter(points, "parameters (log scale)", parameters)


def parameters(number: float) -> str:
    for limit, sign in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if number >= limit:
            return f"{number / limit:.3g}{sign}"
    return f"{number:g}"
