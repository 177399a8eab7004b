"""Unified diffs as other people write them: sizes may lie, empty context may lack its space, a hunk its header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codeedit_bench.lines import common_ends, split_lines, unified_diff
from codeedit_bench.tasks.records import PriorEdit

_HEADER = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class Hunk:
    path: str
    old_start: int
    """From 0."""
    new_start: int
    old: tuple[str, ...]
    """Context and removed lines, with their newlines."""
    new: tuple[str, ...]


def parse_hunks(text: str, path: str = "") -> list[Hunk]:
    """The hunks of a diff of one or more files; `path` for one without headers."""
    hunks: list[Hunk] = []
    old: list[str] = []
    new: list[str] = []
    starts: tuple[int, int] | None = None
    headed = False  # the last line was a file's header

    def close() -> None:
        nonlocal starts
        if starts is not None:
            while old and new and old[-1] == new[-1] == "\n" and len(old) > 1:  # a blank line that ends the fence
                old.pop()
                new.pop()
            hunks.append(Hunk(path, *starts, tuple(old), tuple(new)))
        old.clear()
        new.clear()
        starts = None

    for line in split_lines(text if text.endswith("\n") else text + "\n"):
        header = _HEADER.match(line)
        if headed and line.startswith((" ", "-", "+")) and not line.startswith(("--- ", "+++ ")):
            starts = (0, 0)
        headed = line.startswith("+++ ")
        if line.startswith(("--- ", "+++ ")):
            close()
            if line.startswith("+++ ") and line[4:].strip() != "/dev/null":
                path = line[4:].strip().split("\t")[0].removeprefix("b/")
        elif header:
            close()
            starts = (max(0, int(header[1]) - 1), max(0, int(header[2]) - 1))
        elif starts is not None:
            if line.startswith("-"):
                old.append(line[1:])
            elif line.startswith("+"):
                new.append(line[1:])
            elif not line.startswith("\\"):
                context = line[1:] if line.startswith(" ") else line
                old.append(context)
                new.append(context)
    close()
    return hunks


def prior_edit(hunk: Hunk) -> PriorEdit:
    """A hunk as a prior edit, its context left out of what was replaced."""
    old, new = list(hunk.old), list(hunk.new)
    head, tail = common_ends(old, new)
    diff = unified_diff("".join(old), "".join(new), hunk.path)
    diff = re.sub(
        r"(?m)^@@ -(\d+)(.*?) \+(\d+)(.*?) @@",
        lambda m: f"@@ -{int(m[1]) + hunk.old_start}{m[2]} +{int(m[3]) + hunk.new_start}{m[4]} @@",
        diff,
    )
    return PriorEdit(
        path=hunk.path,
        origin="in_commit",
        old_start=hunk.old_start + head,
        new_start=hunk.new_start + head,
        old="".join(old[head : len(old) - tail]),
        new="".join(new[head : len(new) - tail]),
        diff=diff,
    )
