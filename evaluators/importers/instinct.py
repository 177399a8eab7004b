"""Instinct's training and test rows (continuedev/instinct-data on the hub): a chat of a prompt and its answer.

Written against public code that reads the set: `messages` holds the user's prompt in Instinct's dialect, with
`### User Edits:` and `### User Excerpt:`, and the assistant's new text of the editable region. Snippets of other
files (`### Context:`) are left out: our tasks have no place for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluators.importers.diffs import parse_hunks, prior_edit
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import TABLES, files_of, rows_of

_START, _END = "<|editable_region_start|>", "<|editable_region_end|>"
_CURSOR = "<|user_cursor_is_here|>"
_EDIT = re.compile(r'User edited file "([^"\n]+)"\s*```diff\n(.*?)\n?```', re.DOTALL)
_EXCERPT = re.compile(r'### User Excerpt:\s*"([^"\n]+)"\s*?\n\n?(.*)', re.DOTALL)


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, *TABLES):
        for name, row in rows_of(file, ()):
            yield _example(name, row.get("messages"))


def _example(name: str, messages: Any) -> Example | Skipped:
    texts = {
        str(message.get("role")): str(message.get("content") or "")
        for message in messages or ()
        if isinstance(message, dict)
    }
    if "user" not in texts or "assistant" not in texts:
        return Skipped(name, "no question or no answer")
    found = _EXCERPT.search(texts["user"])
    if found is None or found[2].count(_START) != 1 or found[2].count(_END) != 1:
        return Skipped(name, "no editable region")
    before, rest = found[2].split(_START)
    region, after = rest.split(_END)
    region, after = region.removeprefix("\n"), after.removeprefix("\n")
    cursor = (before + region).find(_CURSOR)
    plain = region.replace(_CURSOR, "")
    before, after = before.replace(_CURSOR, ""), after.replace(_CURSOR, "")
    answer = _answer(texts["assistant"])
    if answer and after and not answer.endswith("\n"):
        answer += "\n"
    lines = before.count("\n")
    edits = texts["user"].partition("### User Edits:")[2].partition("### User Excerpt:")[0]
    # The newest edit comes first in this dialect.
    history = [prior_edit(hunk) for path, diff in _EDIT.findall(edits)[::-1] for hunk in parse_hunks(diff, path)]
    return Example(
        name=name,
        path=found[1],
        before=before + plain + after,
        after=(before + answer + after,),
        history=tuple(history),
        cursor_offset=cursor if cursor >= 0 else None,
        region=(lines, lines + plain.count("\n") + (bool(plain) and not plain.endswith("\n"))),
    )


def _answer(text: str) -> str:
    """The region's new text; a row that repeats the markers is read between them."""
    if _START in text:
        text = text.partition(_START)[2].removeprefix("\n")
    return text.partition(_END)[0].replace(_CURSOR, "")


IMPORTER = Importer(
    "instinct",
    "Instinct's rows: edits of Continue's team and made ones",
    "https://huggingface.co/datasets/continuedev/instinct-data",
    "Apache-2.0",
    "a split as .parquet or .jsonl, a folder of them, or hub:continuedev/instinct-data",
    read,
)
