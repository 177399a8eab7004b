"""Zed's edit-prediction evals: Markdown files of an edit history, an excerpt with a cursor, accepted patches.

The repositories are not needed: the file is the old side of the longest accepted patch; others are applied to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from codeedit_bench.errors import DatasetError, told
from codeedit_bench.lines import split_lines
from codeedit_bench.parsing import parse_toml
from evaluators.importers.diffs import Hunk, parse_hunks, prior_edit
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import files_of, text_of

_SECTION = re.compile(r"(?m)^## (.+)\n")
_FENCE = re.compile(r"(?ms)^```([^\n]*)\n(.*?)^```[ \t]*$")
_MARK, _INLINE = "[CURSOR_POSITION]", "<|user_cursor|>"


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, "*.md"):
        front, body = _front_matter(text_of(file), file)
        parts = _SECTION.split(body)
        sections = dict(zip(parts[1::2], parts[2::2], strict=True))
        patches = [_without_marks(text) for _, text in _FENCE.findall(sections.get("Expected Patch", ""))]
        excerpts = _FENCE.findall(sections.get("Cursor Position", ""))
        if not patches or not excerpts:
            raise DatasetError(f"{file} has no expected patch or no cursor position; it is not an eval of Zed's.")
        yield _example(file, front, sections.get("Edit History", ""), excerpts[0], patches)


def _example(
    file: Path, front: dict[str, str], history: str, excerpt: tuple[str, str], patches: Sequence[str]
) -> Example | Skipped:
    target = excerpt[0].strip()
    variants = [parse_hunks(patch, target) for patch in patches]
    variants = [hunks for hunks in variants if hunks and len({hunk.path for hunk in hunks}) == 1]
    if not variants:
        return Skipped(file.name, "patches of several files")
    base = max(variants, key=lambda hunks: sum(len(hunk.old) for hunk in hunks))
    before = "".join("".join(hunk.old) for hunk in base)
    after = [text for hunks in [base, *variants] if (text := _applied(before, hunks)) is not None]
    edits = tuple(prior_edit(hunk) for _, text in _FENCE.findall(history) for hunk in parse_hunks(text, target))
    offset = base[0].old_start
    return Example(
        name=file.name,
        path=target,
        before=before,
        after=(_applied(before, variants[0]) or after[0], *after),
        history=edits,
        cursor_offset=_cursor(before, excerpt[1]),
        repository=front.get("repository_url", "").replace("git@github.com:", "https://github.com/"),
        commit=front.get("revision", "") or str(offset),
    )


def _applied(text: str, hunks: Sequence[Hunk]) -> str | None:
    """`text` with the hunks' old lines replaced where they stand, blank lines aside; None if one does not."""
    lines = split_lines(text)
    position = 0
    for hunk in hunks:
        old = list(hunk.old)
        place = next(
            (
                start
                for start in range(position, len(lines) - len(old) + 1)
                if [line.rstrip() for line in lines[start : start + len(old)]] == [line.rstrip() for line in old]
            ),
            None,
        )
        if place is None:
            return None
        lines[place : place + len(old)] = hunk.new
        position = place + len(hunk.new)
    return "".join(lines)


def _cursor(text: str, excerpt: str) -> int | None:
    """The marked place of the excerpt, found in `text`; None where the excerpt does not stand there.

    A mark in the code is the place itself. Else the mark stands on a line below: `^` stands under the cursor's
    column, `<` means the column of the first sign on the mark's own line. Columns are in bytes, as Zed counts.
    """
    if _INLINE in excerpt:
        head = excerpt.partition(_INLINE)[0]
        plain = excerpt.replace(_INLINE, "", 1)
        lines = split_lines(plain)
        number = head.count("\n")
        return _found(text, lines[: number + 1], len(head) - (head.rfind("\n") + 1))
    lines = split_lines(excerpt)
    for number, line in enumerate(lines):
        if _MARK in line and number:
            arrow = line.partition(_MARK)[0]
            indentation = len(line) - len(line.lstrip())
            column = len(arrow.partition("^")[0].encode()) if "^" in arrow else indentation
            marked = lines[number - 1].removesuffix("\n").encode()
            return _found(text, lines[:number], len(marked[:column].decode(errors="ignore")))
    return None


def _found(text: str, lines: Sequence[str], column: int) -> int | None:
    """The offset of a column of the last of `lines` in `text`, where most of the lines before it stand too."""
    last = lines[-1].removesuffix("\n")
    for start in range(len(lines)):
        wanted = "".join(lines[start:]).removesuffix("\n")
        place = f"\n{text}\n".find(f"\n{wanted}\n")
        if place >= 0:
            return place + len(wanted) - len(last) + min(column, len(last))
    return None


def _without_marks(text: str) -> str:
    return "".join(line for line in split_lines(text) if _MARK not in line)


def _front_matter(text: str, file: Path) -> tuple[dict[str, str], str]:
    match = re.match(r"\+\+\+\n(.*?)^\+\+\+\n", text, re.DOTALL | re.MULTILINE)
    if not match:
        raise DatasetError(f"{file} has no front matter between +++ lines; it is not an eval of Zed's.")
    try:
        return {key: str(value) for key, value in parse_toml(match[1]).items()}, text[match.end() :]
    except ValueError as error:
        raise DatasetError(f"{file} has front matter that is not TOML: {told(error)}.") from error


IMPORTER = Importer(
    "zed-evals",
    "Zed's edit-prediction evals, several accepted patches each",
    "https://github.com/zed-industries/zed",
    "GPL-3.0-or-later",
    "the folder crates/edit_prediction_cli/evals, or one .md of it",
    read,
    version=4,
)
