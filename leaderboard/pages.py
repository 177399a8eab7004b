"""The pages: one template, filled for each of them when the site is built."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from evaluators.statistics.ranking import in_order
from evaluators.statistics.rounding import percent
from leaderboard.entry import Entry, TaskTable
from leaderboard.pictures.svg import Drawing, element, linear, text, visible
from leaderboard.standing import Standing

SHOWN = 100
"""Systems in the table that stands without JavaScript."""
PREVIEW_WIDTH, PREVIEW_HEIGHT, PREVIEW_BARS = 1200, 630, 8


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    heading: str
    scripts: tuple[str, ...]
    """Of its own, in the order in which they load; `core` and the site's data come before them."""


PAGES = (
    Page("index", "Leaderboard", ("statistics", "slices", "table", "index")),
    Page("compare", "Compare", ("statistics", "slices", "compare")),
    Page("tasks", "Tasks", ("slices", "tasks")),
    Page("task", "Task", ("diff", "task")),
    Page("system", "System", ("table", "system")),
    Page("pictures", "Pictures", ("pictures",)),
)


def write_pages(
    site: Path,
    title: str,
    *,
    entries: Sequence[Entry],
    ranked: Sequence[Standing],
    table: TaskTable,
    pictures: str,
) -> None:
    """Each page, and the styles and scripts that ship with the package. `pictures` is the markup of their page."""
    source = resources.files("leaderboard") / "site"
    assets = site / "assets"
    assets.mkdir()
    for item in sorted(source.iterdir(), key=lambda entry: entry.name):
        if item.name.endswith((".css", ".js")):
            (assets / item.name).write_bytes(item.read_bytes())
    template = (source / "page.html").read_text(encoding="utf-8")
    described = (
        f"{len(entries)} systems on {len(table):,} edits that developers made next, from "
        f"{len(table.repositories):,} repositories in {len(table.languages)} languages."
    )
    for page in PAGES:
        styles = ("style", "pictures") if page.name == "pictures" else ("style",)
        scripts = ["assets/core.js", "data/site.js", *(f"assets/{name}.js" for name in page.scripts)]
        filled = {
            "name": page.name,
            "heading": page.heading,
            "title": html.escape(visible(title, 200)),
            "description": html.escape(described),
            "styles": "\n".join(f'<link rel="stylesheet" href="assets/{name}.css">' for name in styles),
            "scripts": "\n".join(f'<script src="{name}"></script>' for name in scripts),
            "main": pictures if page.name == "pictures" else _without_scripts(page, title, entries, ranked),
        }
        text_of_page = template
        for name, value in filled.items():
            text_of_page = text_of_page.replace("{{" + name + "}}", value)
        (site / f"{page.name}.html").write_text(text_of_page, encoding="utf-8")
    (assets / "preview.svg").write_text(preview(title, entries, ranked), encoding="utf-8")


def _without_scripts(page: Page, title: str, entries: Sequence[Entry], ranked: Sequence[Standing]) -> str:
    """What a reader without JavaScript sees: the table on the front page, and where the numbers are elsewhere."""
    files = ", ".join(
        f'<a href="downloads/{name}.csv">{name}.csv</a>' for name in ("leaderboard", "breakdowns", "tasks")
    )
    note = f'<p class="note">This page needs JavaScript to choose and compare. All its numbers are in {files}.</p>'
    if page.name != "index":
        return f"<noscript><h1>{page.heading}</h1>{note}</noscript>"
    rows = []
    for number in in_order([standing.estimate.value for standing in ranked])[:SHOWN]:
        standing, entry = ranked[number], entries[number]
        value, low, high = (
            percent(share) for share in (standing.estimate.value, standing.estimate.low, standing.estimate.high)
        )
        rows.append(
            f'<tr><td class="rank">{standing.shown}</td>'
            f'<th scope="row">{html.escape(visible(entry.manifest.system, 100))}</th>'
            f'<td class="number">{value}</td><td class="number">{low}–{high}</td></tr>'
        )
    more = f"<p>The first {SHOWN} of {len(entries)}.</p>" if len(entries) > SHOWN else ""
    return (
        f"<noscript><h1>{html.escape(visible(title, 200))}</h1>{note}"
        '<table class="plain"><thead><tr><th scope="col">Rank</th><th scope="col">System</th>'
        '<th scope="col" class="number">Exact match, %</th><th scope="col" class="number">95% interval</th></tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table>{more}</noscript>"
    )


def preview(title: str, entries: Sequence[Entry], ranked: Sequence[Standing]) -> str:
    """The picture that stands beside a link to the site: its title and the best systems as bars."""
    drawing = Drawing(PREVIEW_WIDTH, PREVIEW_HEIGHT)
    drawing.add(
        element("rect", width=PREVIEW_WIDTH, height=PREVIEW_HEIGHT, fill="#fcfbf8"),
        text(60, 96, visible(title, 44), font_size="52", font_weight="650", fill="#1d1f24"),
        text(60, 146, "exact match, %, with 95% intervals", font_size="28", fill="#5b606b"),
    )
    order = in_order([standing.estimate.value for standing in ranked])[:PREVIEW_BARS]
    x = linear((0, max(0.01, *(ranked[number].estimate.high for number in order))), (480, PREVIEW_WIDTH - 130))
    for row, number in enumerate(order):
        y, estimate = 200 + 50 * row, ranked[number].estimate
        name = visible(entries[number].manifest.system, 26)
        drawing.add(
            text(460, y + 26, name, font_size="26", fill="#1d1f24", text_anchor="end"),
            element("rect", x=480, y=y, width=x(estimate.value) - 480, height=34, fill="#14627a"),
            element(
                "path",
                d=f"M{x(estimate.low):.1f} {y + 17}H{x(estimate.high):.1f}",
                stroke="#7c98a3",
                stroke_width=4,
            ),
            text(PREVIEW_WIDTH - 60, y + 26, percent(estimate.value), font_size="26", text_anchor="end"),
        )
    return drawing.markup(title, style="text{font-family:system-ui,sans-serif}")
