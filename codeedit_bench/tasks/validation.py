"""What must hold for every task: it is well formed, its reference scores one, and doing nothing scores zero."""

from __future__ import annotations

from collections.abc import Iterator

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.lines import split_lines
from codeedit_bench.normalize import LEVELS
from codeedit_bench.tasks.paths import is_ordinary
from codeedit_bench.tasks.records import MAX_HISTORY, EditTask, task_digest
from codeedit_bench.tasks.references import make_reference


def problems(task: EditTask) -> Iterator[str]:
    """What is wrong with `task`, one sentence each; nothing if it is sound."""
    if task.task_id != task_digest(task):
        yield f"its id should be {task_digest(task)}"
    if len(task.history) > MAX_HISTORY:
        yield f"its history has {len(task.history)} edits, more than {MAX_HISTORY}"
    # Where no edit is asked for, all edits of the commit may have been made.
    if not 0 <= task.edit_index < task.n_edits + task.asks_for_no_edit:
        yield f"edit {task.edit_index} is none of its {task.n_edits} edits"
    paths = (task.path, *(edit.path for edit in task.history))
    if not all(is_ordinary(path) for path in paths):
        yield "one of its paths leads outside of the repository, into `.git`, or cannot be printed on one line"
    lines = split_lines(task.file_text)
    region = task.region
    if not 0 <= region.start_line <= region.end_line <= len(lines):
        yield f"its region {region.start_line}-{region.end_line} lies outside the file of {len(lines)} lines"
        return
    if not 0 <= task.cursor.line <= len(lines):
        yield f"its cursor stands in line {task.cursor.line} of {len(lines)}"
    if task.reference in task.accepted:
        yield "its reference is also among its other accepted answers"
    if len(set(task.accepted)) < len(task.accepted):
        yield "two of its other accepted answers are the same text"
    if task.language not in LANGUAGES:
        yield f"its language {task.language!r} is unknown"
        return
    yield from _scoring_problems(task)


def _scoring_problems(task: EditTask) -> Iterator[str]:
    """The reference and each accepted answer score 1 at every level; the unchanged text 0, or 1 if it is right."""
    unchanged_is_right = task.asks_for_no_edit
    reference = make_reference(task)
    for level in LEVELS:
        for answer in (task.reference, *task.accepted):
            if not reference.matches(answer, level):
                yield f"its own answer does not score 1 at level {level}"
        unchanged = reference.matches(task.region_text, level)
        if unchanged and not unchanged_is_right:
            yield f"the unchanged text scores 1 at level {level}"
        if unchanged_is_right and not unchanged:
            yield f"the unchanged text is right here, but scores 0 at level {level}"
