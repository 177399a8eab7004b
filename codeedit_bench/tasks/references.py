"""What a task's answers are compared with."""

from __future__ import annotations

from codeedit_bench.normalize import Reference
from codeedit_bench.tasks.records import EditTask


def make_reference(task: EditTask) -> Reference:
    """The task's reference and accepted answers, spliced into its file, with the no-op guard on."""
    return Reference(
        task.reference,
        language=task.language,
        prefix=task.prefix,
        suffix=task.suffix,
        before=task.region_text,
        accepted=task.accepted,
    )
