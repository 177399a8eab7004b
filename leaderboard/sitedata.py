"""The data that the pages read: one small file for the first view, the rest on demand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench import __version__
from codeedit_bench.tasks.storage import to_row
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.weighting import largest_share
from leaderboard.answers import prefix_width
from leaderboard.breakdown import DIGITS
from leaderboard.columns import COLUMNS
from leaderboard.entry import Entry, TaskTable, Value
from leaderboard.pictures.training import write_training_picture
from leaderboard.shards import pack_array, write_shard
from leaderboard.standing import Standing
from leaderboard.submission.cleaning import clean_manifest, clean_text
from leaderboard.training import read_training
from leaderboard.vectors import vector_group

if TYPE_CHECKING:
    import numpy

FIRST_SYSTEMS = 100
"""The best of them, which the first view needs. The others come after it, in a file of their own."""
PATH_CHUNK = 2048
"""Tasks whose paths share one file."""

SIZE_CLASSES = ((1e9, "under 1B"), (5e9, "1–5B"), (16e9, "5–16B"), (80e9, "16–80B"), (float("inf"), "over 80B"))


def size_class(parameters: int) -> str:
    if parameters <= 0:
        return "unknown"
    return next(name for limit, name in SIZE_CLASSES if parameters < limit)


def _rounded(value: Value) -> Value:
    """So many digits that nothing which the page shows is rounded twice."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def largest_repository(table: TaskTable) -> str:
    """The name of the repository with the most tasks that ask for an edit; empty where none does."""
    import numpy as np

    asked = table.clusters[table.asked]
    return (
        clean_text(table.repositories[int(np.bincount(asked).argmax())].removeprefix("https://"))
        if len(asked)
        else ""
    )


def site_data(
    title: str, entries: Sequence[Entry], ranked: Sequence[Standing], table: TaskTable
) -> dict[str, Any]:
    """What the first view needs: the columns, and every system's values."""
    import numpy as np

    return {
        "title": title,
        "generator": f"codeedit-bench {__version__}",
        "dataset": {
            "name": table.dataset_name,
            "hash": table.dataset_hash,
            "split": table.split,
            "tasks": len(table),
            "no_edit": int(table.no_edit.sum()),
            "repositories": len(table.repositories),
            "weighting": table.weighting,
            "largest": round(largest_share(table.asked_codes), DIGITS),
            "largest_name": largest_repository(table),
            "effective": round(table.asked_part.clusters.effective, 3),
            "first_day": int(table.days.min()),
            "last_day": int(table.days.max()),
        },
        "scorer": "; ".join(
            f"{language}: {version}" for language, version in entries[0].manifest.scorer_version.items()
        ),
        "headline": HEADLINE,
        "columns": [
            {
                "key": column.key,
                "title": column.title,
                "help": column.help,
                "format": column.format,
                "better": column.better,
                "shown": column.shown,
                "metric": column.metric,
                "over": column.over,
            }
            for column in COLUMNS
        ],
        "languages": table.languages,
        "language_tasks": [len(part.places) for part in table.language_parts],
        "language_all": np.bincount(table.language_numbers, minlength=len(table.languages)).tolist(),
        "tiers": table.tiers,
        "tier_tasks": np.bincount(table.tier_numbers, minlength=len(table.tiers)).tolist(),
        "kinds": table.kinds,
        "kind_tasks": np.bincount(table.kind_numbers, minlength=len(table.kinds)).tolist(),
        "prefix_width": prefix_width(len(table)),
        "vector_group": vector_group(len(table)),
        "path_chunk": PATH_CHUNK,
        "n_systems": len(entries),
        "systems": [
            {
                "slug": entry.slug,
                "name": entry.manifest.system,
                "rank": standing.ranks.best if standing.ranks else None,
                "worst": standing.ranks.worst if standing.ranks else None,
                "low": _rounded(standing.estimate.low),
                "high": _rounded(standing.estimate.high),
                "values": [_rounded(value) for value in entry.columns],
                "languages": [_rounded(value) for value in entry.languages],
                "backend": entry.manifest.backend,
                "size": size_class(entry.manifest.parameters),
                "open": entry.manifest.open_weights,
                "verified": entry.origin == "re-scored",
                "origin": entry.origin,
                "baseline": entry.is_baseline,
                "organisation": entry.about.organisation,
                "cutoff": entry.manifest.training_cutoff,
                "model": entry.usage.completion_tokens > 0,
                "samples": entry.manifest.n_samples,
            }
            for entry, standing in zip(entries, ranked, strict=True)
        ],
    }


def write_site_data(site: Path, data: dict[str, Any]) -> None:
    """`data/site.js` for the first view; where there are many systems, all of them in `data/rest.js`."""
    systems = data["systems"]
    if len(systems) > FIRST_SYSTEMS:
        write_shard(site, "rest", systems)
        headline = next(place for place, column in enumerate(COLUMNS) if column.key == HEADLINE)
        systems = sorted(systems, key=lambda system: -(system["values"][headline] or 0))[:FIRST_SYSTEMS]
    write_shard(site, "site", {**data, "systems": systems})


def write_task_index(site: Path, shares: numpy.ndarray, table: TaskTable) -> None:
    """`data/tasks.js` (numbers of every task, packed) and `data/paths/N.js` (names, in chunks)."""
    import numpy as np

    ids = np.frombuffer(bytes.fromhex("".join(row.task_id for row in table.rows)), dtype=np.uint8)
    wide = "u2" if len(table.repositories) < 65536 else "u4"
    write_shard(
        site,
        "tasks",
        {
            "count": len(table),
            "repositories": table.repositories,
            "ids": pack_array(ids, "u1"),
            "language": pack_array(table.language_numbers, "u1"),
            "kind": pack_array(table.kind_numbers, "u1"),
            "day": pack_array(table.days, "u2"),
            "repository": [wide, pack_array(table.clusters, wide)],
            "history": pack_array(np.minimum(table.history_lengths, 255), "u1"),
            "tier": pack_array(table.tier_numbers, "u1"),
            "no_edit": pack_array(table.no_edit, "u1"),
            "solved": pack_array(np.rint(1000 * shares), "u2"),
        },
    )
    for number, start in enumerate(range(0, len(table), PATH_CHUNK)):
        rows = table.rows[start : start + PATH_CHUNK]
        write_shard(site, f"paths/{number}", [[row.path, row.start_line + 1] for row in rows])


def write_systems(site: Path, entries: Sequence[Entry], ranked: Sequence[Standing]) -> None:
    """`data/systems/SLUG.js`: the manifest, the outcomes and the breakdowns of one system."""
    for entry, standing in zip(entries, ranked, strict=True):
        training = read_training(entry)
        write_shard(
            site,
            f"systems/{entry.slug}",
            {
                "slug": entry.slug,
                "name": entry.manifest.system,
                "rank": standing.ranks.best if standing.ranks else None,
                "worst": standing.ranks.worst if standing.ranks else None,
                "estimate": {name: _rounded(value) for name, value in to_row(standing.estimate).items()},
                "manifest": to_row(clean_manifest(entry.manifest)),
                "verified": entry.origin == "re-scored",
                "origin": entry.origin,
                "baseline": entry.is_baseline,
                "about": to_row(entry.about),
                "outcomes": entry.outcomes,
                "usage": to_row(entry.usage),
                "breakdown": entry.breakdown,
                "training": None
                if training is None
                else {
                    "picture": write_training_picture(site, entry.slug, training.curves),
                    "curves": list(training.curves),
                    "facts": training.facts,
                },
            },
        )
