"""A finished task beside what is known of its target, which a row does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codeedit_bench.tasks.records import EditTask, Provenance, Signals, task_digest
from miners.targets.fingerprint import changed_lines
from miners.targets.labels import edit_kind, is_test, scope
from miners.targets.predictability import tier_of
from miners.targets.target import Target

if TYPE_CHECKING:
    from codeedit_bench.normalize import ParseErrors


@dataclass(frozen=True, slots=True)
class Draft:
    """A task, its file cut up at the region, and its target's lines."""

    task: EditTask
    prefix: str
    region: str
    suffix: str
    line: int
    """First line of the target in the file; of the region where nothing changes."""
    old: Sequence[str]
    """The target's lines before; none for an insertion, and none where nothing changes."""
    new: Sequence[str]

    @property
    def changed(self) -> tuple[str, ...]:
        """The target's lines, before and after; none where nothing changes."""
        return (*self.old, *self.new)

    @property
    def shown(self) -> str:
        """The region, the answer and the history: what a prompt shows, but for the rest of the file."""
        return "\n".join([self.region, self.task.reference, *(edit.diff for edit in self.task.history)])


def draft_of(target: Target, provenance: Provenance) -> Draft:
    """The task of a target. Its parse errors are not counted yet: that costs more than all the rest."""
    edit = target.edit
    signals = Signals(
        link=round(target.link, 4),
        known=round(target.known, 4),
        replay=target.replay,
        reversal=target.reversal,
        edit_kind=edit_kind(target),
        difficulty=target.difficulty,
        scope=scope(target.lines, target.start),
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
        history=tuple(past.record() for past in target.history),
        file_text="".join(target.lines),
        region=target.region,
        cursor=target.cursor,
        reference=target.reference,
        accepted=target.accepted,
        n_edits=len(target.edits),
        edit_index=target.index,
        signals=signals,
        tags=(),
        split="train",
        provenance=provenance,
        tier=tier_of(target),
    )
    # A hunk that repeats its neighbours can be told in several places: the lowest one counts.
    down, old, new = changed_lines([*edit.old_lines, *target.below], [*edit.new_lines, *target.below])
    return _cut(replace(task, task_id=task_digest(task)), target.lines, target.start + down, old, new)


def unchanged_draft(task: EditTask, lines: Sequence[str]) -> Draft:
    """Of a task whose right answer is no edit."""
    return _cut(task, lines, task.region.start_line, (), ())


def _cut(task: EditTask, lines: Sequence[str], line: int, old: Sequence[str], new: Sequence[str]) -> Draft:
    start, end = task.region.start_line, task.region.end_line
    prefix, region, suffix = ("".join(part) for part in (lines[:start], lines[start:end], lines[end:]))
    return Draft(task, prefix, region, suffix, line, old, new)


def with_parse_errors(draft: Draft, errors: ParseErrors) -> EditTask:
    """The task with the parse errors of its file before and after the answer."""
    task = draft.task
    before = after = errors.count(task.path, task.file_text, task.language)
    if draft.changed:
        after = errors.count(task.path, draft.prefix + task.reference + draft.suffix, task.language)
    return replace(task, signals=replace(task.signals, parse_errors_before=before, parse_errors_after=after))
