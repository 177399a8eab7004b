"""The order in which a commit's edits are told: a reconstruction, and declared as one.

A file that introduces a name comes before files that start to use it; otherwise by path; inside a file from top
to bottom. No commit records the true order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.languages.guesses import any_of
from miners.commits.edits import Edit, FileEdits

_DEFINITION = re.compile(
    rf"\b(?:{any_of('introductions')})\s+(?:\([^)]*\)\s*)?(?:mut\s+)?(\w+)"
    r"|^\s*(?:[\w<>\[\],*&:?.]+\s+)+\*?(\w+)\s*(?:\(|=|;)",
    re.MULTILINE,
)


def ordered_edits(files: Sequence[FileEdits], author_time: int) -> list[Edit]:
    """All edits of a commit in the order described above."""
    by_file = {
        file.change.path: [Edit(file, hunk, author_time) for hunk in file.hunks]
        for file in sorted(files, key=lambda file: file.change.path)
    }
    if len(by_file) == 1:
        return next(iter(by_file.values()))
    inserted = {path: frozenset().union(*(edit.inserted for edit in edits)) for path, edits in by_file.items()}
    introduced = {path: _introduced(edits, inserted[path]) for path, edits in by_file.items()}
    waiting = {
        path: {
            other
            for other in by_file
            if other != path and not (introduced[other] - introduced[path]).isdisjoint(inserted[path])
        }
        for path in by_file
    }
    result: list[Edit] = []
    while waiting:
        # In a circle nobody is free: then the first by path goes.
        path = next((path for path, needs in waiting.items() if not needs), next(iter(waiting)))
        result.extend(by_file[path])
        del waiting[path]
        for needs in waiting.values():
            needs.discard(path)
    return result


def _introduced(edits: Sequence[Edit], inserted: frozenset[str]) -> frozenset[str]:
    """Names that these edits seem to define and that the file did not hold before."""
    names = {name for edit in edits for pair in _DEFINITION.findall(edit.new) for name in pair if name}
    return frozenset(name for name in names & inserted if not edits[0].file.held(name))
