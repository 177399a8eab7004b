"""A run's summary as a few lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codeedit_bench.terminal import printable
from evaluators.costs import cost_rows
from evaluators.statistics.metrics import BESIDE, EXACT_MATCHES
from evaluators.statistics.rounding import percent


def summary_lines(summary: Mapping[str, Any]) -> str:
    """The headline first, then every metric by task and by repository, then what the run took."""
    outcomes = summary["outcomes"]
    lines = [
        f"{printable(summary['system'])}: {summary['n_tasks']:,} tasks of {summary['split']}, "
        f"{summary['n_samples']} answer{'s' if summary['n_samples'] > 1 else ''} each; "
        + ", ".join(f"{count:,} {name}" for name, count in outcomes.items()),
    ]
    headline = summary["headline"]
    if "value" in headline:
        lines.append(
            f"  exact match {percent(headline['value'])}%, 95% interval {percent(headline['low'])}% to "
            f"{percent(headline['high'])}%; each {_counted(headline)} counts once"
        )
        lines.append(f"  {evidence(summary)}")
        by = "metrics" if headline["weighting"] == "tasks" else "metrics_by_repository"
        if BESIDE in summary[by]:
            share = percent(summary[by][BESIDE]["value"])
            lines.append(f"  up to trailing commas, parentheses, semicolons and quotes ({BESIDE}) {share}%")
    lines.append(f"  {'':<18} {'by task':>8}  {'95% interval':<16} {'by repository':>13}  95% interval")
    for name, row in summary["metrics"].items():
        other = summary["metrics_by_repository"][name]
        lines.append(f"  {name:<18} {_shown(name, row):<27} {_shown(name, other, 13)}")
    for k, value in list(summary["em_at_k"].get("em_layout", {}).items())[1:]:
        lines.append(f"  {f'em_layout@{k}':<18} {percent(value):>7}%")
    if summary["false_edits"]["n"]:
        rate, count = summary["false_edits"]["rate"], summary["false_edits"]["n"]
        lines.append(f"  false edits        {percent(rate):>7}%  of {count:,} regions that were left alone")
    lines += [f"  {name:<18} {text}" for name, text in cost_rows(summary.get("cost", {}))]
    return "\n".join(lines) + "\n"


def evidence(summary: Mapping[str, Any]) -> str:
    """How much the tasks prove: the effective number of repositories in place of their count."""
    headline = summary["headline"]
    if summary["interval"]["clusters"] == "tasks":
        return f"{headline['n']:,} tasks of one repository: the interval says nothing about other repositories"
    return (
        f"{headline['n']:,} tasks worth {headline['effective']:.1f} equal repositories; "
        f"the largest holds {percent(headline['largest_share'], 0)}% of the tasks"
    )


def _counted(headline: Mapping[str, Any]) -> str:
    return "task" if headline["weighting"] == "tasks" else "repository"


def _shown(name: str, row: Mapping[str, Any], width: int = 8) -> str:
    if name in EXACT_MATCHES:
        value, low, high = (f"{percent(row[key])}%" for key in ("value", "low", "high"))
    else:
        value, low, high = (f"{row[key]:.3f}" for key in ("value", "low", "high"))
    return f"{value:>{width}}  [{low}, {high}]"
