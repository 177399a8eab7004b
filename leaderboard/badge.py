"""`badges/SLUG.svg`: a system's standing as a small picture for its own README."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.markup.svg import element, picture
from evaluators.statistics.rounding import percent
from leaderboard.entry import Entry
from leaderboard.standing import Standing

_CHARACTER = 6.6
_HEIGHT = 20


def badge(label: str, value: str) -> str:
    """An SVG of two fields; both texts are our own words and numbers, never a system's name."""
    left, right = (round(_CHARACTER * len(words)) + 14 for words in (label, value))
    outline = element("rect", width=left + right, height=_HEIGHT, rx=3, fill="#3b4048")
    field = element("path", d=f"M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z", fill="#14627a")
    words = "".join(
        element("text", html.escape(text), x=x, y=14, text_anchor="middle")
        for text, x in ((label, left / 2), (value, left + right / 2))
    )
    font = element("g", words, fill="#fff", font_family="Verdana,DejaVu Sans,sans-serif", font_size="11")
    described = f"{label}: {value}"
    content = element("title", html.escape(described)) + outline + field + font
    return picture(content, width=left + right, height=_HEIGHT, role="img", aria_label=described) + "\n"


def write_badges(site: Path, entries: Sequence[Entry], ranked: Sequence[Standing]) -> None:
    folder = site / "badges"
    folder.mkdir()
    ranked_systems = sum(standing.ranks is not None for standing in ranked)
    for entry, standing in zip(entries, ranked, strict=True):
        estimate = standing.estimate
        value = f"{percent(estimate.value)}% ({percent(estimate.low, 0)}–{percent(estimate.high, 0)}) · " + (
            "baseline" if standing.ranks is None else f"rank {standing.ranks} of {ranked_systems}"
        )
        (folder / f"{entry.slug}.svg").write_text(badge("codeedit exact match", value), encoding="utf-8")
