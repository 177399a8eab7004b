"""Tasks whose right answer is no edit: regions around phantoms of targets, drawn as the real ones are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codeedit_bench.draws import seeded
from codeedit_bench.tasks.records import NO_EDIT, EditTask, Provenance, Region, Signals, task_digest
from miners.commits.commit import Commit
from miners.config import MinerConfig
from miners.targets.draft import Draft, unchanged_draft
from miners.targets.labels import is_test, scope
from miners.targets.moment import Moment
from miners.targets.region import Span, draw_region, is_outside
from miners.targets.target import Target
from miners.tokens import words as words_in

_DRAWS = 24
"""Phantoms that are tried at one moment."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a target stands and how many lines it replaces: what a phantom is drawn by."""

    gap: int | None
    """Lines between the last edit of the history and the target; None where that edit is in another file."""
    place: float
    """Share of the file's lines above the target."""
    lines: int


def shape_of(target: Target) -> Shape:
    last = target.moment.last_line
    gap = None if last is None else target.start - last
    return Shape(gap, target.start / max(1, len(target.lines)), target.end - target.start)


def no_edit_draft(
    commit: Commit,
    moment: Moment,
    shapes: Sequence[Shape],
    *,
    index: int,
    n_edits: int,
    config: MinerConfig,
    provenance: Provenance,
) -> Draft | None:
    """A region in which the commit changes nothing from `moment` on; None if none was found.

    A phantom stands where one of `shapes` would, and has as many lines. Regions that hold a word which the history
    inserted come first: there an edit would be tempting. Regions that hold a word which the history only deleted
    are passed over: the developer may have forgotten them. `index` edits of the commit's `n_edits` are made.
    """
    here = [shape for shape in shapes if (shape.gap is None) == (moment.last_line is None)]
    inserted = frozenset().union(*(past.edit.inserted for past in moment.history))
    deleted = frozenset().union(*(past.edit.deleted for past in moment.history)) - inserted
    found: Region | None = None
    for attempt in range(_DRAWS if here else 0):
        name = (commit.id, moment.file.change.path, index, "no edit", attempt)
        span = _span(here[seeded(*name) % len(here)], moment)
        if span is None or not _reads_like_a_target(moment.lines, span):
            continue
        region = draw_region(len(moment.lines), span, moment.unmade, size=config.region_lines, name=name)
        held = frozenset(words_in("".join(moment.lines[region.start_line : region.end_line])))
        if not all(is_outside(region, edit) for edit in moment.unmade) or not held.isdisjoint(deleted):
            continue
        if not held.isdisjoint(inserted):
            return draft_without_edit(moment, region, index, n_edits, provenance)
        found = found or region
    return None if found is None else draft_without_edit(moment, found, index, n_edits, provenance)


def _span(shape: Shape, moment: Moment) -> Span | None:
    """The lines that a target of this shape would replace; None where it would reach out of the file."""
    n_lines, last = len(moment.lines), moment.last_line
    start = int(shape.place * n_lines) if shape.gap is None or last is None else last + shape.gap
    return (start, start + shape.lines) if 0 <= start <= n_lines - shape.lines else None


def _reads_like_a_target(lines: Sequence[str], span: Span) -> bool:
    """A target of several lines is seldom blank at its ends."""
    start, end = span
    return start == end or bool(lines[start].strip() and lines[end - 1].strip())


def draft_without_edit(moment: Moment, region: Region, index: int, n_edits: int, provenance: Provenance) -> Draft:
    """The task at `moment` whose right answer is the unchanged `region`."""
    path = moment.file.change.path
    task = EditTask(
        task_id="",
        language=moment.file.language,
        path=path,
        history=tuple(past.record() for past in moment.history),
        file_text="".join(moment.lines),
        region=region,
        cursor=moment.cursor(region),
        reference="".join(moment.lines[region.start_line : region.end_line]),
        accepted=(),
        n_edits=n_edits,
        edit_index=index,
        signals=Signals(
            link=0.0,
            known=1.0,
            replay=False,
            reversal=False,
            edit_kind="none",
            difficulty="none",
            scope=scope(moment.lines, region.start_line),
            lines_removed=0,
            lines_added=0,
            is_test=is_test(path),
            parse_errors_before=0,
            parse_errors_after=0,
        ),
        tags=(NO_EDIT,),
        split="train",
        provenance=provenance,
    )
    return unchanged_draft(replace(task, task_id=task_digest(task)), moment.lines)
