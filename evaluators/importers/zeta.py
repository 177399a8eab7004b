"""Zeta's data set (zed-industries/zeta on the hub): events, an excerpt with its region, the same rewritten.

Written against its public card; a row has `events`, `input` and `output`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from codeedit_bench.tasks.records import PriorEdit
from evaluators.importers.diffs import parse_hunks, prior_edit
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import TABLES, files_of, rows_of

_START, _END = "<|editable_region_start|>", "<|editable_region_end|>"
_CURSOR, _FILE_START = "<|user_cursor_is_here|>", "<|start_of_file|>"
_EVENT = re.compile(r"User edited \"?([^\n\"]+?)\"?:\n+```diff\n(.*?)\n```", re.DOTALL)


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, *TABLES):
        for name, row in rows_of(file, ("events", "input", "output")):
            yield _example(name, row)


def _example(name: str, row: dict[str, str]) -> Example | Skipped:
    asked, told = _excerpt(row["input"]), _excerpt(row["output"])
    if asked is None or told is None:
        return Skipped(name, "no editable region")
    path, before, region, after = asked
    cursor = (before + region).find(_CURSOR)
    plain = region.replace(_CURSOR, "")
    before, after = before.replace(_CURSOR, ""), after.replace(_CURSOR, "")
    text = before + plain + after
    lines = before.count("\n")
    return Example(
        name=name,
        path=path,
        before=text,
        after=(before + told[2].replace(_CURSOR, "") + after,),
        history=_history(row["events"]),
        cursor_offset=cursor if cursor >= 0 else None,
        region=(lines, lines + plain.count("\n") + (bool(plain) and not plain.endswith("\n"))),
    )


def _history(events: str) -> tuple[PriorEdit, ...]:
    return tuple(prior_edit(hunk) for path, diff in _EVENT.findall(events) for hunk in parse_hunks(diff, path))


def _excerpt(text: str) -> tuple[str, str, str, str] | None:
    """Path, text before the region, the region and the text after it, as whole lines."""
    match = re.search(r"```([^\n]*)\n(.*)\n?```", text, re.DOTALL)
    body = (match[2] if match else text).replace(f"{_FILE_START}\n", "")
    if body.count(_START) != 1 or body.count(_END) != 1:
        return None
    before, rest = body.split(_START)
    region, after = rest.split(_END)
    return match[1].strip() if match else "", before, region.removeprefix("\n"), after.removeprefix("\n")


IMPORTER = Importer(
    "zeta",
    "Zeta's own training and evaluation rows",
    "https://huggingface.co/datasets/zed-industries/zeta",
    "Apache-2.0",
    "train.jsonl or eval.jsonl, as Parquet too, their folder, or hub:zed-industries/zeta",
    read,
)
