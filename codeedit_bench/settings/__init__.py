"""Settings of every kind (recipes, mining, back ends): one grammar, one check, one form of error.

A setting is a field of a dataclass or a parameter of a function. Its type says what it is, marks of `Annotated`
say what it may be. `checked_values` reads and checks; it needs pydantic, which is imported when first used.
"""

from codeedit_bench.settings.assignments import split_assignments
from codeedit_bench.settings.check import (
    check_record,
    checked_values,
    no_effect,
    refuse_unread,
    unknown_key,
    unknown_value,
)
from codeedit_bench.settings.ranges import (
    Amount,
    Count,
    Distinct,
    Filled,
    Named,
    OnlyIf,
    Positive,
    Range,
    Share,
    Text,
    Unit,
    Unless,
)
from codeedit_bench.settings.setting import Setting, settings_of

__all__ = [
    "Amount",
    "Count",
    "Distinct",
    "Filled",
    "Named",
    "OnlyIf",
    "Positive",
    "Range",
    "Setting",
    "Share",
    "Text",
    "Unit",
    "Unless",
    "check_record",
    "checked_values",
    "no_effect",
    "refuse_unread",
    "settings_of",
    "split_assignments",
    "unknown_key",
    "unknown_value",
]
