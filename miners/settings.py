"""From `--set KEY=VALUE` to a mining configuration whose data sets are sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from codeedit_bench.errors import SettingError
from codeedit_bench.settings import (
    check_record,
    checked_values,
    refuse_unread,
    settings_of,
    split_assignments,
    unknown_value,
)
from miners.config import MinerConfig
from miners.filters import FILTERS
from miners.slices import slices_of


def with_settings(config: MinerConfig, settings: Sequence[str]) -> MinerConfig:
    """`config` changed by `KEY=VALUE` texts. `SettingError` for an unknown key, a bad value, or no effect."""
    given = split_assignments(settings)
    changes = checked_values(settings_of(MinerConfig), given, source="--set", as_text=True)
    changed = replace(config, **changes)
    refuse_unread(changed, changes, source="--set")
    check_config(changed)
    return changed


def check_config(config: MinerConfig) -> None:
    """Whether a data set of this configuration can be sound; `SettingError` says why not."""
    check_record(config, source="The mining setting")
    for key, names in (("filters", config.filters), ("more_filters", config.more_filters)):
        for name in names:
            if name not in FILTERS:
                raise unknown_value(key, name, FILTERS, "The mining setting")
    if config.split_by == "date":
        slices_of(config)
    elif config.validation_share + config.test_share > 1:
        raise SettingError(
            f"validation_share and test_share are shares of the same tasks: {config.validation_share} and "
            f"{config.test_share} are more than 1 together."
        )
    if config.previous_edits > config.history:
        raise SettingError(
            f"previous_edits must be at most history, which is {config.history}, not {config.previous_edits}."
        )
