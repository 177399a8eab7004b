"""The pages: one template, filled for each of them when the site is built."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from codeedit_bench.markup.page import head
from codeedit_bench.markup.svg import element
from codeedit_bench.markup.words import visible
from evaluators.statistics.ranking import in_order
from evaluators.statistics.rounding import percent
from leaderboard.entry import Entry, TaskTable
from leaderboard.preview import FILE as PREVIEW
from leaderboard.preview import HEIGHT as PREVIEW_HEIGHT
from leaderboard.preview import WIDTH as PREVIEW_WIDTH
from leaderboard.preview import write_preview
from leaderboard.standing import Standing

_POLICY = (
    "default-src 'none'; script-src 'self' file:; worker-src blob:; style-src 'self' file:; "
    "img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
)
SHOWN = 100
"""Systems in the table that stands without JavaScript."""


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    heading: str
    scripts: tuple[str, ...]
    """Of its own, in the order in which they load; `core` and the site's data come before them."""


PAGES = (
    Page("index", "Leaderboard", ("statistics", "slices", "standing", "table", "index")),
    Page("compare", "Compare", ("statistics", "slices", "standing", "compare")),
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
    address: str = "",
) -> None:
    """Each page, and the styles and scripts that ship with the package. `pictures` is the markup of their page.

    `address` is where the site will stand: previews of a link need whole addresses.
    """
    source = resources.files("leaderboard") / "site"
    assets = site / "assets"
    assets.mkdir()
    for item in sorted(source.iterdir(), key=lambda entry: entry.name):
        if item.name.endswith((".css", ".js")):
            (assets / item.name).write_bytes(item.read_bytes())
    template = (source / "page.html").read_text(encoding="utf-8")
    described = (
        f"{len(entries)} systems on {int(table.asked.sum()):,} edits that developers made next, from "
        f"{len(table.repositories):,} repositories in {len(table.languages)} languages."
    )
    for page in PAGES:
        styles = ("style", "pictures") if page.name == "pictures" else ("style",)
        scripts = ["assets/core.js", "data/site.js", *(f"assets/{name}.js" for name in page.scripts)]
        filled = {
            "name": page.name,
            "heading": page.heading,
            "title": html.escape(visible(title, 200)),
            "scripts": "\n".join(f'<script src="{name}"></script>' for name in scripts),
            "main": pictures if page.name == "pictures" else _without_scripts(page, title, entries, ranked),
        }
        body = template
        for name, value in filled.items():
            body = body.replace("{{" + name + "}}", value)
        top = _head(f"{page.heading} · {visible(title, 200)}", described, styles, _social(page, address))
        (site / f"{page.name}.html").write_text(f"{top}{body}</html>\n", encoding="utf-8")
    write_preview(site, title, entries, ranked)


def _social(page: Page, address: str) -> dict[str, str]:
    """Where the page and its picture stand, for those who show a preview of a link."""
    picture = {
        "og:image": address + PREVIEW,
        "og:image:type": "image/png",
        "og:image:width": str(PREVIEW_WIDTH),
        "og:image:height": str(PREVIEW_HEIGHT),
        "og:image:alt": "The best systems and their exact match, as bars.",
        "twitter:card": "summary_large_image",
    }
    return {"og:url": f"{address}{page.name}.html", **picture} if address else picture


def _head(title: str, description: str, styles: Sequence[str], social: Mapping[str, str]) -> str:
    """Of one page: what it may load, what stands beside a link to it, and its style sheets."""
    shared = {"og:type": "website", "og:title": title, "og:description": description, **social}
    return head(
        title,
        policy=_POLICY,
        more=[
            element("meta", name="description", content_=description),
            *(element("meta", property=name, content_=text) for name, text in shared.items()),
            element("link", rel="icon", href="data:,"),
            *(element("link", rel="stylesheet", href=f"assets/{name}.css") for name in styles),
        ],
    )


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
