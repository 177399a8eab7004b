"""Splits by date: the day from which tasks validate, and the parts of the test split, each from its day on."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from codeedit_bench.errors import SettingError
from codeedit_bench.tasks.records import SLICE
from miners.config import MinerConfig

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


class Slice(NamedTuple):
    """A part of the test split: the tasks from `start` on, in seconds since 1970, up to the next one's."""

    name: str
    start: int

    @property
    def tag(self) -> str:
        """What marks its tasks."""
        return f"{SLICE}{self.name}"


def first_second(day: str, setting: str) -> int:
    """Of a day such as `2025-07-01`, in UTC, as seconds since 1970. `SettingError` if it is not a day."""
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise SettingError(f"{setting} needs a day such as 2025-07-01, not {day!r}.") from error
    return int(datetime.combine(found, time(), UTC).timestamp())


def slices_of(config: MinerConfig) -> list[Slice]:
    """The slices of a configuration. `SettingError` if one cannot be read, or is not later than the last."""
    found: list[Slice] = []
    last = first_second(config.validation_from, "validation_from")
    for text in config.test_slices:
        name, colon, day = text.partition(":")
        if not colon or not _NAME.match(name):
            raise SettingError(f"test_slices needs names and days such as 2025H2:2025-07-01, not {text!r}.")
        start = first_second(day, "test_slices")
        if start <= last:
            raise SettingError(
                f"The test slice {text!r} does not begin after what comes before it. "
                "Name validation_from and the slices from the oldest to the newest."
            )
        last = start
        found.append(Slice(name, start))
    return found
