"""CommitPackFT (bigcode/commitpackft on the hub): commits to one file whose message reads as an instruction.

Written against its public card. The subject stands in the history as a note that the developer wrote; each row
keeps the licence that the set states for it. EditPackFT (nuprl/EditPackFT) is a choice of its rows with the same
fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluators.importers.building import note
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import TABLES, files_of, rows_of

_NEEDED = ("commit", "new_file", "old_contents", "new_contents", "subject")
_SPDX = {
    "mit": "MIT",
    "apache-2.0": "Apache-2.0",
    "bsd-3-clause": "BSD-3-Clause",
    "bsd-2-clause": "BSD-2-Clause",
    "isc": "ISC",
    "cc0-1.0": "CC0-1.0",
    "unlicense": "Unlicense",
    "epl-1.0": "EPL-1.0",
    "mpl-2.0": "MPL-2.0",
    "lgpl-2.1": "LGPL-2.1-only",
    "agpl-3.0": "AGPL-3.0-only",
    "artistic-2.0": "Artistic-2.0",
}


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, *TABLES):
        for name, row in rows_of(file, _NEEDED):
            if not row["old_contents"]:
                yield Skipped(name, "a new file")
                continue
            licence = str(row.get("license") or "")
            yield Example(
                name=name,
                path=row["new_file"],
                before=row["old_contents"],
                after=(row["new_contents"],),
                history=(note("TODO.md", row["subject"]),),
                repository=str(row.get("repos") or "").split(",")[0],
                commit=row["commit"],
                licence=_SPDX.get(licence.lower(), licence),
            )


IMPORTER = Importer(
    "commitpackft",
    "CommitPackFT: commits whose message reads as an instruction (arXiv 2308.07124)",
    "https://huggingface.co/datasets/bigcode/commitpackft",
    "",
    "a language's data.jsonl or .parquet, a folder of them, or hub:bigcode/commitpackft",
    read,
)
EDITPACKFT = Importer(
    "editpackft",
    "EditPackFT: the rows of CommitPackFT that CanItEdit's authors kept (arXiv 2312.12450)",
    "https://huggingface.co/datasets/nuprl/EditPackFT",
    "",
    "the set as .parquet or .jsonl, its folder, or hub:nuprl/EditPackFT",
    read,
)
