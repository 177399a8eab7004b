"""The leaderboard's columns, one row each. The page draws, sorts, hides and exports whatever stands here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from leaderboard.entry import OUTCOMES, Scored, TaskTable, Value

if TYPE_CHECKING:
    import numpy

Format = Literal["percent", "decimal", "count", "seconds", "money", "parameters", "text", "date", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    help: str
    """One sentence, shown where the reader asks what the column means."""
    format: Format
    value: Callable[[Scored, TaskTable], Value]
    """Over all tasks. None where it is not known."""
    better: Literal["higher", "lower", ""] = ""
    shown: bool = True
    """Until the reader chooses otherwise."""
    metric: str = ""
    """An exact-match metric that the page can compute again for a choice of tasks; other columns keep showing
    all tasks, and say so."""
    over: Literal["edits", "no_edit"] = "edits"
    """Which tasks `metric` is taken over: those that ask for an edit, or those that ask for none. For the latter
    the column is the share that is *not* matched."""


def _metric(name: str) -> Callable[[Scored, TaskTable], Value]:
    return lambda entry, table: entry.weighted(name, table.asked_part)


def _false_edits(entry: Scored, table: TaskTable) -> Value:
    alone = entry.weighted("em_layout", table.no_edit_part)
    return None if alone is None else 1 - alone


def _not_scored(entry: Scored, _: TaskTable) -> Value:
    scored: numpy.ndarray = entry.outcomes == OUTCOMES.index("scored")
    return float(1 - scored.mean())


def _measured(value: float) -> Value:
    return value if value > 0 else None


COLUMNS: tuple[Column, ...] = (
    Column(
        "em_layout",
        "Exact match",
        "Share of tasks whose answer has the same tokens, layout and comments as the developer's edit.",
        "percent",
        _metric("em_layout"),
        better="higher",
        metric="em_layout",
    ),
    Column(
        "em_layout_tasks",
        "By task",
        "Exact match where each task counts once.",
        "percent",
        lambda entry, table: entry.weighted("em_layout", table.asked_by_task),
        better="higher",
        shown=False,
    ),
    Column(
        "em_layout_repositories",
        "By repository",
        "Exact match where each repository counts once, however many tasks it has.",
        "percent",
        lambda entry, table: entry.weighted("em_layout", table.asked_by_repository),
        better="higher",
        shown=False,
    ),
    Column(
        "em_text",
        "Same text",
        "Share of tasks answered with exactly the developer's characters.",
        "percent",
        _metric("em_text"),
        better="higher",
        metric="em_text",
    ),
    Column(
        "em_code",
        "Same code",
        "Share of tasks answered with the developer's code, comments aside.",
        "percent",
        _metric("em_code"),
        better="higher",
        shown=False,
        metric="em_code",
    ),
    Column(
        "em_style",
        "Up to style",
        "Exact match up to comments, trailing commas, brackets, semicolons and quotes, with real false equals.",
        "percent",
        _metric("em_style"),
        better="higher",
        metric="em_style",
    ),
    Column(
        "edit_similarity",
        "Similarity",
        "Mean of 1 minus the edit distance over the longer length. Copying the region scores high here.",
        "decimal",
        _metric("edit_similarity"),
        better="higher",
    ),
    Column(
        "delta_chrf",
        "Δ chrF",
        "How well the change itself, rather than the whole region, overlaps with the developer's.",
        "decimal",
        _metric("delta_chrf"),
        better="higher",
        shown=False,
    ),
    Column(
        "false_edits",
        "False edits",
        "Share of the tasks where nothing should change and the system changed something.",
        "percent",
        _false_edits,
        better="lower",
        metric="em_layout",
        over="no_edit",
    ),
    Column(
        "not_scored",
        "No answer",
        "Share of requests that were unparseable, truncated or failed. They count as wrong.",
        "percent",
        _not_scored,
        better="lower",
    ),
    Column(
        "completion_tokens",
        "Tokens",
        "Mean completion tokens of a request.",
        "count",
        lambda entry, _: _measured(entry.usage.completion_tokens),
        better="lower",
    ),
    Column(
        "prompt_tokens",
        "Prompt",
        "Mean prompt tokens of a request.",
        "count",
        lambda entry, _: _measured(entry.usage.prompt_tokens),
        better="lower",
        shown=False,
    ),
    Column(
        "seconds",
        "Latency",
        "Median wall time of a request; for a batching back end its share of the batch.",
        "seconds",
        lambda entry, _: _measured(entry.usage.seconds_median),
        better="lower",
    ),
    Column(
        "price",
        "Cost",
        "Price of a task: its mean tokens times the prices that the run states.",
        "money",
        lambda entry, _: entry.price,
        better="lower",
    ),
    Column(
        "parameters",
        "Size",
        "Parameters of the model, where known.",
        "parameters",
        lambda entry, _: entry.manifest.parameters or None,
        better="lower",
    ),
    Column(
        "backend", "Back end", "What ran the model.", "text", lambda entry, _: entry.manifest.backend, shown=False
    ),
    Column(
        "prompt_format",
        "Format",
        "The prompt format that the model was asked in.",
        "text",
        lambda entry, _: entry.manifest.prompt_format,
        shown=False,
    ),
    Column(
        "model_licence",
        "Licence",
        "Of the model's weights.",
        "text",
        lambda entry, _: entry.manifest.model_licence or None,
        shown=False,
    ),
    Column(
        "training_cutoff",
        "Cut-off",
        "Day after which the model saw no data, as its makers state it.",
        "date",
        lambda entry, _: entry.manifest.training_cutoff or None,
        shown=False,
    ),
    Column(
        "organisation",
        "Organisation",
        "Who made the system, as they state it.",
        "text",
        lambda entry, _: entry.about.organisation or None,
        shown=False,
    ),
    Column(
        "origin",
        "Run by",
        "The keepers of this site, or somebody else whose raw completions the keepers scored again.",
        "text",
        lambda entry, _: {"keepers": "keepers", "re-scored": "submitter, re-scored"}.get(
            entry.origin, "submitter"
        ),
        shown=False,
    ),
    Column("created", "Date", "Day of the run.", "date", lambda entry, _: entry.manifest.created[:10] or None),
    Column(
        "verified",
        "Re-scored",
        "The keepers of this site scored the raw completions of somebody else's run again.",
        "flag",
        lambda entry, _: entry.origin == "re-scored",
        shown=False,
    ),
)
