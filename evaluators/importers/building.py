"""Examples to tasks: the region, the cursor, provenance, what is counted."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.lines import split_lines, unified_diff
from codeedit_bench.normalize import count_parse_errors
from codeedit_bench.tasks.paths import is_ordinary
from codeedit_bench.tasks.records import (
    MAX_HISTORY,
    Cursor,
    EditTask,
    PriorEdit,
    Provenance,
    Region,
    Signals,
    task_digest,
)
from evaluators.importers.importer import Example, Importer, Skipped

MARGIN = 5
"""Lines around the change, where a set names no region. It centres the region on the change, which tells a reader
more than the miner's regions do. So an imported set is not comparable with a mined one."""


def language_of(path: str) -> str:
    """The language's id by the file's extension; empty if none of ours."""
    suffix = Path(path).suffix.lower()
    return next((name for name in LANGUAGES if suffix in LANGUAGES.load(name).extensions), "")


def build_tasks(
    importer: Importer, rows: Iterable[Example | Skipped], revision: str
) -> tuple[list[EditTask], Counter[str]]:
    """The tasks of a set and its rejects by reason; rows that say the same twice become one task."""
    tasks: dict[str, EditTask] = {}
    rejects: Counter[str] = Counter()
    for row in rows:
        if isinstance(row, Skipped):
            rejects[row.reason] += 1
            continue
        made = _task(importer, row, revision)
        if isinstance(made, Skipped):
            rejects[made.reason] += 1
        elif made.task_id in tasks:
            rejects["duplicate"] += 1
        else:
            tasks[made.task_id] = made
    return list(tasks.values()), rejects


def content_revision(path: Path) -> str:
    """A name for the bytes at `path`, where nobody names the revision."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return f"sha256:{digest.hexdigest()[:40]}"


def edit_between(old: str, new: str, path: str) -> tuple[PriorEdit, ...]:
    """The hunks that turn `old` into `new`, as prior edits in the order of the file."""
    before, after = split_lines(old), split_lines(new)
    edits = []
    text = before[:]
    shift = 0
    for kind, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        changed = [*text[: i + shift], *after[k:m], *text[j + shift :]]
        diff = unified_diff("".join(text), "".join(changed), path)
        edits.append(PriorEdit(path, "in_commit", i + shift, k, "".join(before[i:j]), "".join(after[k:m]), diff))
        text, shift = changed, shift + (m - k) - (j - i)
    return tuple(edits)


def note(path: str, text: str) -> PriorEdit:
    """An instruction as the developer's own first edit: a new file that says what is to be done."""
    text = text if text.endswith("\n") else text + "\n"
    return PriorEdit(path, "in_commit", 0, 0, "", text, unified_diff("", text, path))


def _task(importer: Importer, example: Example, revision: str) -> EditTask | Skipped:
    language = example.language or language_of(example.path)
    if language not in LANGUAGES:
        return Skipped(example.name, "another language")
    after = [text for text in dict.fromkeys(example.after) if text != example.before]
    if not after:
        return Skipped(example.name, "nothing changes")
    if not all(is_ordinary(path) for path in (example.path, *(edit.path for edit in example.history))):
        return Skipped(example.name, "a path that no repository can have")
    before = split_lines(example.before)
    region = example.region or _region(before, [split_lines(text) for text in after])
    start, end = region
    head, tail = "".join(before[:start]), "".join(before[end:])
    inside = [
        text[len(head) : len(text) - len(tail)]
        for text in after
        if len(text) >= len(head) + len(tail) and text.startswith(head) and text.endswith(tail)
    ]
    if len(inside) != len(after):
        return Skipped(example.name, "changes outside the region")
    history = example.history[-MAX_HISTORY:]
    answers = list(dict.fromkeys(inside))
    task = EditTask(
        task_id="",
        language=language,
        path=example.path,
        history=history,
        file_text=example.before,
        region=Region(start, end),
        cursor=_cursor(example, start, len(before)),
        reference=answers[0],
        accepted=tuple(answers[1:]),
        n_edits=len(example.history) + 1,
        edit_index=len(example.history),
        signals=_signals(example.before, after[0], language),
        tags=tuple(sorted({"imported", importer.name})),
        split="test",
        provenance=Provenance(
            repository=example.repository or importer.source,
            commit=example.commit or revision,
            parent="",
            old_blob="",
            new_blob="",
            author_time=0,
            licence=example.licence or importer.licence,
            licence_blob="",
            miner_version=f"{importer.name} {importer.version}",
            config_hash="",
        ),
    )
    return dataclasses.replace(task, task_id=task_digest(task))


def _region(before: Sequence[str], after: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The lines that any answer changes, with a margin."""
    start, end = len(before), 0
    for lines in after:
        limit = min(len(before), len(lines))
        same = next((i for i in range(limit) if before[i] != lines[i]), limit)
        rest = limit - same
        last = next((i for i in range(rest) if before[-1 - i] != lines[-1 - i]), rest)
        start, end = min(start, same), max(end, len(before) - last)
    return max(0, start - MARGIN), min(len(before), end + MARGIN)


def _cursor(example: Example, region_start: int, n_lines: int) -> Cursor:
    if example.cursor_offset is not None:
        head = example.before[: example.cursor_offset]
        return Cursor(head.count("\n"), len(head) - (head.rfind("\n") + 1))
    if example.history and example.history[-1].path == example.path:
        last = example.history[-1]
        line = last.new_start + max(0, len(split_lines(last.new)) - 1)
        if line < n_lines:
            return Cursor(line, len(split_lines(example.before)[line].rstrip("\r\n")))
    return Cursor(region_start, 0)


def _signals(before: str, after: str, language: str) -> Signals:
    """What needs no miner; the rest is left at its neutral value."""
    matcher = difflib.SequenceMatcher(None, split_lines(before), split_lines(after), autojunk=False)
    changes = [(j - i, m - k) for kind, i, j, k, m in matcher.get_opcodes() if kind != "equal"]
    return Signals(
        link=0.0,
        known=0.0,
        replay=False,
        reversal=False,
        edit_kind="other",
        difficulty="R",
        scope="",
        lines_removed=sum(removed for removed, _ in changes),
        lines_added=sum(added for _, added in changes),
        is_test=False,
        parse_errors_before=count_parse_errors(before, language),
        parse_errors_after=count_parse_errors(after, language),
    )
