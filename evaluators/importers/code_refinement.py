"""CodeXGLUE code refinement: Java methods with a bug, one a line, names replaced by METHOD_1 and the like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codeedit_bench.errors import DatasetError
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import files_of, text_of

_BUGGY, _FIXED = ".buggy-fixed.buggy", ".buggy-fixed.fixed"


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, f"test{_BUGGY}"):
        twin = file.with_name(file.name.replace(_BUGGY, _FIXED))
        buggy, fixed = (text_of(one).split("\n") for one in (file, twin))
        if not file.name.endswith(_BUGGY) or len(buggy) != len(fixed):
            raise DatasetError(f"{file} and {twin} do not pair line by line; name a file *{_BUGGY}.")
        for number, (before, after) in enumerate(zip(buggy, fixed, strict=True)):
            if before.strip():
                place = f"{file.parent.name}/{number:05d}"
                yield Example(
                    name=place,
                    path=f"{place}.java",
                    before=_method(before),
                    after=(_method(after),),
                    region=(0, 1),
                    repository=f"code-refinement/{place}",
                )


def _method(line: str) -> str:
    return line.strip() + "\n"


IMPORTER = Importer(
    "code-refinement",
    "CodeXGLUE code refinement: Java methods with a bug (arXiv 2102.04664)",
    "https://github.com/microsoft/CodeXGLUE",
    "MIT",
    "a test.buggy-fixed.buggy with its twin beside it, or Code-Code/code-refinement/data",
    read,
)
