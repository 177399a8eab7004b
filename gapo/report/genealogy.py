"""Who came from whom in a population, as a table: parents, the mixture of their weights, settings, exact match."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RunError, told
from codeedit_bench.parsing import parse_json, read_text

STORY = "population.json"


def is_population(folder: Path) -> bool:
    """Whether `codeedit train --population` made this folder."""
    return (folder / STORY).is_file()


def read_genealogy(folder: Path) -> list[dict[str, Any]]:
    """The members in the order in which they were born; `RunError` for a story that cannot be read."""
    try:
        story = parse_json(read_text(folder / STORY))
        return [dict(member) for member in story["genealogy"]]
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{folder / STORY} is damaged: {told(error)}.") from error


def genealogy_table(title: str, members: Sequence[Mapping[str, Any]]) -> str:
    """The table as HTML. The best member of each generation is set in bold."""
    settings = sorted({key for member in members for key in member["settings"]})
    best = {
        generation: max(float(m["exact_match"] or 0.0) for m in members if m["generation"] == generation)
        for generation in {member["generation"] for member in members}
    }
    head = "".join(f"<th>{html.escape(key.replace('_', ' '))}</th>" for key in settings)
    rows = []
    for member in members:
        score = float(member["exact_match"] or 0.0)
        shown = f"{score:.3f}" if score < best[member["generation"]] else f"<b>{score:.3f}</b>"
        values = "".join(f"<td>{float(member['settings'].get(key, 0.0)):.3g}</td>" for key in settings)
        rows.append(
            f"<tr><td>{html.escape(str(member['name']))}</td><td>{html.escape(_descent(member))}</td>"
            f"<td>{shown}</td>{values}</tr>"
        )
    return (
        f"<h2>Genealogy of {html.escape(title)}</h2><table><tr><th>member</th><th>from</th>"
        f"<th>exact match</th>{head}</tr>{''.join(rows)}</table>"
    )


def _descent(member: Mapping[str, Any]) -> str:
    parents, share = list(member["parents"]), float(member["share"])
    if not parents:
        return "the start model"
    if len(parents) == 1:
        return f"{parents[0]}, unchanged"
    return f"{share:.0%} {parents[0]}, {1 - share:.0%} {parents[1]}"
