"""Exact match against the number of edits that came before."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.markup.scales import linear, linear_ticks
from codeedit_bench.markup.svg import Drawing, element, marker, text, whole
from codeedit_bench.markup.words import middle
from leaderboard.breakdown import plain
from leaderboard.entry import Entry, TaskTable
from leaderboard.standing import Standing

WIDTH, HEIGHT = 680, 380
LEFT, RIGHT, TOP, BOTTOM = 48, 190, 18, 46
NAMED = 5
FAINT = 30
"""Of the others: a thousand faint lines would be a dark field."""


def history_picture(entries: Sequence[Entry], ranked: Sequence[Standing], _: TaskTable) -> Drawing | None:
    """The best five with names and whiskers, those after them as a faint background."""
    lines = [entry.breakdown["history length"] for entry in entries]
    if not lines or len(lines[0]) < 2:
        return None
    order = sorted(range(len(entries)), key=lambda number: -ranked[number].estimate.value)
    best = order[:NAMED]
    ticks = linear_ticks(max(row[4] for number in best for row in lines[number]))
    x = linear((0, len(lines[0]) - 1), (LEFT + 24, WIDTH - RIGHT - 10))
    y = linear((0, ticks[-1]), (HEIGHT - BOTTOM, TOP))
    drawing = Drawing(WIDTH, HEIGHT)
    for tick in ticks:
        drawing.add(
            element("line", class_="grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y(tick), y2=y(tick)),
            text(LEFT - 8, y(tick) + 4, f"{100 * tick:g}", class_="tick", text_anchor="end"),
        )
    for place, (name, tasks, *_rest) in enumerate(lines[0]):
        shown = plain(name).removesuffix(" edits")
        drawing.add(text(x(place), HEIGHT - BOTTOM + 17, shown, class_="tick strong", text_anchor="middle"))
        drawing.add(text(x(place), HEIGHT - BOTTOM + 30, f"{tasks:,}", class_="tick", text_anchor="middle"))
    drawing.add(
        text(LEFT - 8, 10, "exact match, %", class_="axis-title"),
        text(LEFT, HEIGHT - 2, "edits before the task, and number of tasks", class_="axis-title"),
    )
    for number in order[NAMED : NAMED + FAINT]:
        points = " ".join(f"{x(place):.1f},{y(row[2]):.1f}" for place, row in enumerate(lines[number]))
        drawing.add(element("polyline", class_="faint", points=points))
    ends = []
    for shade, number in enumerate(best):
        line = lines[number]
        shift = 5.0 * (shade - (len(best) - 1) / 2)
        points = " ".join(f"{x(place) + shift:.1f},{y(row[2]):.1f}" for place, row in enumerate(line))
        drawing.add(element("polyline", class_=f"series s{shade}", points=points))
        for place, (_name, _tasks, mean, low, high, *_rest) in enumerate(line):
            at = x(place) + shift
            drawing.add(
                element("line", class_=f"series s{shade} thin", x1=at, x2=at, y1=y(low), y2=y(high)),
                marker(shade, at, y(mean), f"dot s{shade}"),
            )
        ends.append((y(line[-1][2]), shade, entries[number]))
    below = TOP
    for height, shade, entry in sorted(ends, key=lambda end: end[:2]):
        below = max(int(height) + 4, below + 16)
        name = text(WIDTH - RIGHT + 22, below, middle(entry.manifest.system, 22), class_=f"label s{shade}")
        link = element("a", name, href=f"system.html#id={entry.slug}")
        drawing.add(marker(shade, WIDTH - RIGHT + 13, below - 4, f"dot s{shade}"))
        drawing.add(whole(link, entry.manifest.system))
    return drawing
