"""What a data set holds, counted: its tasks by language with their medians, and by every other property."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from codeedit_bench.tasks.dataset import SPLITS, Dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.statistics.groups import GROUPINGS

COUNTED: dict[str, Callable[[EditTask], str]] = {
    "tier": GROUPINGS["tier"],
    "difficulty": GROUPINGS["difficulty"],
    "edit kind": GROUPINGS["edit_kind"],
    "slice": GROUPINGS["slice"],
    "licence": lambda task: task.provenance.licence or "none",
    "repository": lambda task: task.provenance.repository,
}


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """The tasks of one language: how many, by split, and what they are like."""

    language: str
    tasks: int
    splits: dict[str, int]
    commits: int
    history: float
    """Earlier edits that a task shows; the median."""
    lines: float
    """Lines that an edit adds or removes, whichever is more; the median."""
    link: float
    """The mean of the signal."""
    known: float
    """The mean of the signal."""

    def as_row(self) -> dict[str, Any]:
        """One flat row, each split a column."""
        return {
            "language": self.language,
            "tasks": self.tasks,
            **self.splits,
            "commits": self.commits,
            "history": self.history,
            "lines": self.lines,
            "link": self.link,
            "known": self.known,
        }


@dataclass(frozen=True, slots=True)
class Contents:
    """The counts of a data set, or of one split or tier of it."""

    name: str
    content_hash: str
    n_tasks: int
    languages: tuple[LanguageCount, ...]
    counts: dict[str, Counter[str]]
    """By `tier`, `difficulty`, `edit kind`, `slice`, `licence` and `repository`: tasks that have each value."""
    tags: Counter[str]

    def as_row(self) -> dict[str, Any]:
        """The counts as JSON holds them."""
        rows = [language.as_row() for language in self.languages]
        return {
            "content_hash": self.content_hash,
            "languages": rows,
            **{k: dict(v) for k, v in self.counts.items()},
        }


def contents_of(dataset: Dataset, *, split: str = "", tier: str = "") -> Contents:
    """Count the tasks of `dataset`, or those of one split or tier."""
    tasks = [task for task in dataset.tasks(split or None) if tier in ("", task.tier)]
    return Contents(
        dataset.name,
        dataset.content_hash,
        len(tasks),
        tuple(
            _of_language(language, [task for task in tasks if task.language == language])
            for language in sorted({task.language for task in tasks})
        ),
        {title: Counter(read(task) for task in tasks) for title, read in COUNTED.items()},
        Counter(tag for task in tasks for tag in task.tags),
    )


def shares(counts: Counter[str]) -> list[tuple[str, int, float]]:
    """Each value with its count and its share, most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(value, count, count / counts.total()) for value, count in ordered]


def _of_language(language: str, tasks: Sequence[EditTask]) -> LanguageCount:
    splits = Counter(str(task.split) for task in tasks)
    return LanguageCount(
        language,
        len(tasks),
        {split: splits[split] for split in SPLITS},
        len({task.provenance.commit for task in tasks}),
        _median(len(task.history) for task in tasks),
        _median(max(task.signals.lines_added, task.signals.lines_removed) for task in tasks),
        fmean(task.signals.link for task in tasks),
        fmean(task.signals.known for task in tasks),
    )


def _median(values: Iterable[int]) -> float:
    return float(median(values))
