"""When the site was built, and when its systems came."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from leaderboard.entry import Entry


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
    return [(day, sorted(names)) for day, names in sorted(days.items(), reverse=True)]
