"""Pictures of the results as SVG, made when the site is built: a row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from codeedit_bench.markup.svg import Drawing
from leaderboard.entry import Entry, TaskTable
from leaderboard.pictures.heat import languages_picture
from leaderboard.pictures.history import history_picture
from leaderboard.pictures.scatter import cost_picture, latency_picture, size_picture
from leaderboard.standing import Standing

_NOTHING = '<p class="note">There is nothing to draw yet.</p>'

Draw = Callable[[Sequence[Entry], Sequence[Standing], TaskTable], Drawing | None]
"""None where there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    title: str
    caption: str
    draw: Draw


PICTURES = (
    Picture(
        "cost",
        "Quality against cost",
        "Exact match and price of a task, by the prices that the runs state. No system is both better and "
        "cheaper than those on the line.",
        cost_picture,
    ),
    Picture(
        "latency",
        "Quality against latency",
        "Exact match and median seconds of a request. No system is both better and faster than those on the line.",
        latency_picture,
    ),
    Picture(
        "size",
        "Quality against size",
        "Exact match and parameters, where they are known. The line joins the best of each size.",
        size_picture,
    ),
    Picture(
        "languages",
        "By language",
        "Exact match in percent of the best systems in each language; the stronger the tint, the more.",
        languages_picture,
    ),
    Picture(
        "history",
        "By length of history",
        "Exact match on tasks with so many edits before them; the best five systems, with 95% intervals.",
        history_picture,
    ),
)


def stylesheet() -> str:
    return (resources.files("leaderboard") / "site" / "pictures.css").read_text(encoding="utf-8")


def _from_its_folder(markup: str) -> str:
    """The picture as it stands in the folder `pictures`, from which its links lead up to the pages."""
    return markup.replace('href="system.html', 'href="../system.html')


def write_pictures(
    site: Path, entries: Sequence[Entry], ranked: Sequence[Standing], table: TaskTable
) -> tuple[list[dict[str, str]], str]:
    """Write `pictures/NAME.svg`; return what was drawn, and the markup of their page."""
    style = stylesheet()
    drawn, figures = [], []
    for picture in PICTURES:
        drawing = picture.draw(entries, ranked, table)
        if drawing is None:
            continue
        target = site / "pictures" / f"{picture.name}.svg"
        target.parent.mkdir(exist_ok=True)
        target.write_text(_from_its_folder(drawing.markup(picture.title, style=style)), encoding="utf-8")
        drawn.append({"name": picture.name, "title": picture.title, "caption": picture.caption})
        figures.append(
            f'<section class="figure-page"><h2>{picture.title}</h2><p class="quiet-text">{picture.caption} '
            f'<a href="pictures/{picture.name}.svg">SVG</a></p>'
            f'<div class="scroll" tabindex="0" role="region" aria-label="{picture.title}">'
            f"{drawing.markup(picture.title)}</div></section>"
        )
    content = f'<div class="pictures">{"".join(figures)}</div>' if figures else _NOTHING
    return drawn, f"<h1>Pictures</h1>{content}"
