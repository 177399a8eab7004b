"""NextEditPrediction's test set: 210 rows in 7 languages, a snippet before its commit, now, and after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluators.importers.building import edit_between
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import files_of, rows_of

_NEEDED = ("commit", "new_file", "old_contents", "current_contents", "new_contents")


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, "test.jsonl", "test*.parquet"):
        for name, row in rows_of(file, _NEEDED):
            yield Example(
                name=name,
                path=row["new_file"],
                before=row["current_contents"],
                after=(row["new_contents"],),
                history=edit_between(row["old_contents"], row["current_contents"], row["new_file"]),
                commit=row["commit"],
            )


IMPORTER = Importer(
    "next-edit-prediction",
    "NextEditPrediction's test set (arXiv 2508.10074)",
    "https://github.com/rutvikchandla3/NextEditPrediction",
    "Apache-2.0",
    "dataset/crawl/test.jsonl",
    read,
)
