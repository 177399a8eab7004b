"""When the site was built, and when its systems came."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from leaderboard.entry import Entry

SHOWN_DAYS = 30
SHOWN_NAMES = 40
"""Of a day: the log is part of the first view, which must stay small."""


def build_day() -> str:
    """Today in UTC, or the day of `SOURCE_DATE_EPOCH`, so that a build can be repeated byte for byte."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    when = datetime.fromtimestamp(int(stated), UTC) if stated.isascii() and stated.isdigit() else datetime.now(UTC)
    return when.date().isoformat()


def arrivals(entries: Sequence[Entry]) -> list[tuple[str, list[str]]]:
    """[(day, names of the systems that came)], the latest first: accepted here, or run by the keepers."""
    days: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        days[entry.arrived].append(entry.manifest.system)
    latest = sorted(days.items(), reverse=True)[:SHOWN_DAYS]
    return [(day, _few(sorted(names))) for day, names in latest]


def _few(names: list[str]) -> list[str]:
    more = len(names) - SHOWN_NAMES
    return names if more <= 0 else [*names[:SHOWN_NAMES], f"and {more:,} more"]
