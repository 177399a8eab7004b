"""Exact match of the best systems in each language, as tinted cells."""

from __future__ import annotations

import html
from collections.abc import Sequence

from codeedit_bench.markup.svg import Drawing, element, text, whole
from codeedit_bench.markup.words import middle, visible
from leaderboard.entry import Entry, TaskTable
from leaderboard.standing import Standing

SYSTEMS = 40
NAME, CELL, ROW, TOP = 170, 44, 22, 34
"""Eleven languages fit into the width of the other pictures, so that no page shrinks the words."""
SHORT = {"python": "py", "javascript": "js", "typescript": "ts", "csharp": "c#", "cpp": "c++", "rust": "rs"}
"""The heads that the table has."""


def languages_picture(entries: Sequence[Entry], ranked: Sequence[Standing], table: TaskTable) -> Drawing | None:
    if not entries or not table.asked.any():
        return None
    order = sorted(range(len(entries)), key=lambda number: -ranked[number].estimate.value)[:SYSTEMS]
    drawing = Drawing(NAME + CELL * len(table.languages) + 8, TOP + ROW * len(order) + 8)
    for column, (language, part) in enumerate(zip(table.languages, table.language_parts, strict=True)):
        x = NAME + CELL * (column + 0.5)
        head = text(x, 13, SHORT.get(language, language), class_="tick strong", text_anchor="middle")
        drawing.add(whole(head, language))
        drawing.add(text(x, 27, f"{len(part.places):,}", class_="tick", text_anchor="middle"))
    for row, number in enumerate(order):
        entry = entries[number]
        y = TOP + ROW * row
        name = text(NAME - 10, y + 15, middle(entry.manifest.system, 22), class_="label", text_anchor="end")
        name = whole(name, entry.manifest.system)
        drawing.add(element("a", name, href=f"system.html#id={entry.slug}"))
        for column, mean in enumerate(entry.languages):
            x = NAME + CELL * column
            tint = 0.0 if mean is None else round(0.04 + 0.5 * mean, 3)
            title = element("title", html.escape(visible(f"{entry.manifest.system}, {table.languages[column]}")))
            cell = {"x": x + 1, "y": y + 1, "width": CELL - 2, "height": ROW - 2}
            drawing.add(element("rect", title, class_="cell", fill_opacity=str(tint), **cell))
            shown = "–" if mean is None else f"{100 * mean:.0f}"
            drawing.add(text(x + CELL / 2, y + 15, shown, class_="tick cell-text", text_anchor="middle"))
    return drawing
