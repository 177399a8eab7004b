"""What each task's page shows of the task itself, kept on disk while the site is built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

from codeedit_bench.lines import split_lines
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask
from evaluators.runs.answer_columns import SHOWN_CHARACTERS
from leaderboard.links import commit_link, repository_link

CONTEXT_LINES = 12
"""Of the file, shown on either side of the region."""


class TaskPages:
    """Takes the tasks in any order, and gives a page by the id of its task."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("w+b")
        self._starts: dict[str, int] = {}
        self._end = 0

    def add(self, task: EditTask) -> None:
        line = json.dumps(page_record(task), separators=(",", ":")).encode("ascii") + b"\n"
        self._starts[task.task_id] = self._end
        self._end += self._file.write(line)

    def text(self, task_id: str) -> str:
        """The page as JSON. Cheapest in the order in which the tasks came."""
        start = self._starts[task_id]
        if self._file.tell() != start:
            self._file.seek(start)
        return self._file.readline().decode("ascii").rstrip("\n")

    def region(self, task_id: str) -> str:
        page: dict[str, Any] = parse_json(self.text(task_id))
        return str(page["region"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def page_record(task: EditTask) -> dict[str, Any]:
    """What a task's page shows of the task itself. Texts are raw: the page writes them as text nodes."""
    source = task.provenance
    return {
        "language": task.language,
        "path": task.path,
        "repository": source.repository,
        "repository_link": repository_link(source.repository),
        "commit": source.commit,
        "commit_link": commit_link(source.repository, source.commit),
        "time": source.author_time,
        "licence": source.licence,
        "kind": task.signals.edit_kind,
        "difficulty": task.signals.difficulty,
        "tier": task.tier,
        "scope": task.signals.scope,
        "tags": list(task.tags),
        "edit": [task.edit_index + 1, task.n_edits],
        "history": [[edit.path, edit.origin, edit.diff[:SHOWN_CHARACTERS]] for edit in task.history],
        "start": task.region.start_line,
        "before": "".join(split_lines(task.prefix)[-CONTEXT_LINES:])[-SHOWN_CHARACTERS:],
        "region": task.region_text,
        "after": "".join(split_lines(task.suffix)[:CONTEXT_LINES])[:SHOWN_CHARACTERS],
        "reference": task.reference,
        "accepted": list(task.accepted),
    }
