"""CanItEdit (nuprl/CanItEdit on the hub): Python programs with two instructions each, one terse and one full.

Written against its public card. An instruction stands in the history as a note that the developer wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluators.importers.building import note
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import TABLES, files_of, rows_of

_NEEDED = ("name", "before", "after", "instruction_descriptive", "instruction_lazy")


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, *TABLES):
        for name, row in rows_of(file, _NEEDED):
            for kind in ("descriptive", "lazy"):
                yield Example(
                    name=f"{name}, {kind}",
                    path=f"{row['name']}.py",
                    before=row["before"],
                    after=(row["after"],),
                    history=(note("TODO.md", row[f"instruction_{kind}"]),),
                    language="python",
                    repository=f"canitedit/{row['name']}",
                )


IMPORTER = Importer(
    "canitedit",
    "CanItEdit: instructed edits of Python programs (arXiv 2312.12450)",
    "https://huggingface.co/datasets/nuprl/CanItEdit",
    "MIT",
    "the set as .jsonl or .parquet, its folder, or hub:nuprl/CanItEdit",
    read,
)
