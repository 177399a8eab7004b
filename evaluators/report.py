"""A run's summary as a few lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FEW_REPOSITORIES = 10
"""Below this a bootstrap over repositories has too little to draw from; its intervals are then too narrow."""
_SHOWN = ("em_text", "em_layout", "em_code")


def summary_lines(summary: Mapping[str, Any]) -> str:
    interval, outcomes = summary["interval"], summary["outcomes"]
    lines = [
        f"{summary['system']}: {summary['n_tasks']:,} tasks of {summary['split']}, "
        f"{summary['n_samples']} answer{'s' if summary['n_samples'] > 1 else ''} each; "
        + ", ".join(f"{count:,} {name}" for name, count in outcomes.items()),
        f"  intervals: {interval['confidence']:.0%}, {interval['method']} over {interval['drawn']}",
    ]
    repositories = max((row["clusters"] for row in summary["metrics"].values()), default=0)
    if interval["drawn"] == "repositories" and repositories < FEW_REPOSITORIES:
        lines.append(f"  note: {repositories} repositories are few; the intervals are likely too narrow")
    for name, row in summary["metrics"].items():
        percent = name in _SHOWN
        value, low, high = (
            (f"{100 * row[key]:.1f}%" if percent else f"{row[key]:.3f}") for key in ("value", "low", "high")
        )
        lines.append(f"  {name:<18} {value:>7}  [{low}, {high}]")
    for k, value in list(summary["em_at_k"].get("em_layout", {}).items())[1:]:
        lines.append(f"  {f'em_layout@{k}':<18} {100 * value:>6.1f}%")
    if summary["false_edits"]["n"]:
        rate, count = summary["false_edits"]["rate"], summary["false_edits"]["n"]
        lines.append(f"  false edits        {100 * rate:>6.1f}%  of {count:,} regions that were left alone")
    return "\n".join(lines) + "\n"
