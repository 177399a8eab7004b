"""What a run states against what its raw completions score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from codeedit_bench.tasks.records import Score

_TOLERANCE = 1e-9
_CLAIMS = ("n_tasks", "n_samples", "outcomes", "metrics", "em_at_k", "false_edits")
"""What of the summary is a claim; the rest is described elsewhere or is cost, which nobody can score again."""


def differences(
    stated: Sequence[Score],
    found: Sequence[Score],
    stated_summary: Mapping[str, Any],
    found_summary: Mapping[str, Any],
) -> list[str]:
    """A line for each score and each number of the summary that is not as stated; none if all is well."""
    lines = []
    by_key = {(score.task_id, score.sample): score for score in stated}
    if len(by_key) != len(stated):
        lines.append(f"{len(stated) - len(by_key)} scores are stated twice")
    for score in found:
        claim = by_key.pop((score.task_id, score.sample), None)
        place = f"task {score.task_id}, sample {score.sample}"
        if claim is None:
            lines.append(f"{place}: no score is stated")
            continue
        if claim.outcome != score.outcome:
            lines.append(f"{place}: stated {claim.outcome}, found {score.outcome}")
        for name, value in score.values.items():
            said = claim.values.get(name)
            if said is None or not math.isclose(said, value, abs_tol=_TOLERANCE):
                lines.append(f"{place}: {name} stated {said}, found {value}")
    lines += [f"task {task_id}, sample {sample}: a score is stated for no answer" for task_id, sample in by_key]
    for name in _CLAIMS:
        said, is_so = stated_summary.get(name), found_summary.get(name)
        if not _same(said, is_so):
            lines.append(f"summary: {name} stated {said}, found {is_so}")
    return lines


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, abs_tol=1e-6)
    return bool(left == right)
