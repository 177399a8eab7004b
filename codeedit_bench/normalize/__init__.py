"""Exact match on a normal form: the one scorer behind the leaderboard and the reward.

    exact_match(predicted, reference, language="go", prefix=..., suffix=..., before=...)

`docs/normal-form.md` tells what each level forgives, and what was done to find false equals.
"""

from codeedit_bench.normalize.keys import normal_form
from codeedit_bench.normalize.levels import LEVELS, OPT_IN_LEVELS, Level
from codeedit_bench.normalize.match import Reference, exact_match
from codeedit_bench.normalize.version import (
    ParseErrors,
    count_parse_errors,
    scorer_version,
    scorer_versions,
    version_differences,
)

__all__ = [
    "LEVELS",
    "OPT_IN_LEVELS",
    "Level",
    "ParseErrors",
    "Reference",
    "count_parse_errors",
    "exact_match",
    "normal_form",
    "scorer_version",
    "scorer_versions",
    "version_differences",
]
