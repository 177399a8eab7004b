"""HumanEvalPack, fix: a function with a planted bug. Its tests stand in the history as what was written before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codeedit_bench.errors import DatasetError
from codeedit_bench.lines import split_lines
from evaluators.importers.building import note
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import files_of, rows_of

_LANGUAGES = {
    "python": ("python", "py"),
    "js": ("javascript", "js"),
    "javascript": ("javascript", "js"),
    "java": ("java", "java"),
    "go": ("go", "go"),
    "cpp": ("cpp", "cpp"),
    "c++": ("cpp", "cpp"),
    "rust": ("rust", "rs"),
}
_NEEDED = ("task_id", "prompt", "buggy_solution", "canonical_solution", "test", "entry_point")


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, "humanevalpack.jsonl", "humanevalpack*.parquet"):
        for name, row in rows_of(file, _NEEDED):
            kind, _, number = row["task_id"].partition("/")
            if kind.lower() not in _LANGUAGES or not number.isdigit():
                raise DatasetError(f"{name} has the task id {row['task_id']!r}; Python/0 or the like is expected.")
            language, extension = _LANGUAGES[kind.lower()]
            before = row["prompt"] + row["buggy_solution"]
            yield Example(
                name=name,
                path=f"humaneval_{int(number):03d}.{extension}",
                before=before,
                after=(row["prompt"] + row["canonical_solution"],),
                history=(note(f"humaneval_{int(number):03d}_test.{extension}", row["test"].strip("\n")),),
                language=language,
                region=(
                    len(split_lines(row["prompt"])) - (not row["prompt"].endswith("\n")),
                    len(split_lines(before)),
                ),
                repository=f"humaneval/{int(number):03d}",
            )


IMPORTER = Importer(
    "humaneval-fix",
    "HumanEvalPack, fix: six languages, one planted bug each (arXiv 2308.07124)",
    "https://github.com/bigcode-project/octopack",
    "MIT",
    "a humanevalpack.jsonl, or the folder evaluation/create/humaneval-x/data",
    read,
)
