"""From a judged candidate to a finished task."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codeedit_bench.tasks.records import EditTask, Provenance, Signals, task_digest
from miners.filters.filter import Draft
from miners.labels import edit_kind, is_test, scope
from miners.predictability import Evidence, judge

if TYPE_CHECKING:
    from codeedit_bench.normalize import ParseErrors


def edit_task(evidence: Evidence, provenance: Provenance) -> EditTask:
    """The task of a candidate. Its parse errors are not counted yet: that costs more than all the rest."""
    candidate, edit = evidence.candidate, evidence.edit
    _, difficulty = judge(evidence)
    signals = Signals(
        link=round(candidate.link, 4),
        known=round(candidate.known, 4),
        replay=evidence.replay,
        reversal=evidence.reversal,
        edit_kind=edit_kind(evidence),
        difficulty=difficulty,
        scope=scope(candidate.lines, candidate.start),
        lines_removed=len(edit.old_lines),
        lines_added=len(edit.new_lines),
        is_test=is_test(edit.path),
        parse_errors_before=0,
        parse_errors_after=0,
    )
    task = EditTask(
        task_id="",
        language=edit.file.language,
        path=edit.path,
        history=tuple(past.record() for past in candidate.history),
        file_text="".join(candidate.lines),
        region=candidate.region,
        cursor=candidate.cursor,
        reference=candidate.reference,
        accepted=(),
        n_edits=len(candidate.edits),
        edit_index=candidate.index,
        signals=signals,
        tags=(),
        split="train",
        provenance=provenance,
    )
    return replace(task, task_id=task_digest(task))


def draft_of(task: EditTask, changed: tuple[str, ...]) -> Draft:
    """The task with its file cut up once."""
    return Draft(task, task.prefix, task.region_text, task.suffix, changed)


def with_parse_errors(draft: Draft, errors: ParseErrors) -> EditTask:
    """The task with the parse errors of its file before and after the answer."""
    task = draft.task
    before = after = errors.count(task.path, task.file_text, task.language)
    if draft.changed:
        after = errors.count(task.path, draft.prefix + task.reference + draft.suffix, task.language)
    return replace(task, signals=replace(task.signals, parse_errors_before=before, parse_errors_after=after))
