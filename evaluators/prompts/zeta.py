"""`zeta`: the dialect of Zed's first model (`zed-industries/zed`, crates/edit_prediction/src/zeta1.rs).

The region is the task's, so Zed's rule for choosing one does not apply; its budgets for events and context do.
Zed's editable region ends before a newline: ours ends after it, and the end marker stands in between.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.dialect import Guard, context_within, ended, hunks, newest_within, one_span, whole_lines
from evaluators.prompts.fitting import cursor_offset, excerpt, fit
from evaluators.prompts.format import Budget, Prompt, PromptFormat

EVENT_TOKENS = 500
CONTEXT_TOKENS = 150

INSTRUCTION = (
    "### Instruction:\n"
    "You are a code completion assistant and your task is to analyze user edits and then rewrite an excerpt that "
    "the user provides, suggesting the appropriate edits within the excerpt, taking into account the cursor "
    "location.\n\n### User Edits:\n\n"
)
EXCERPT = "\n\n### User Excerpt:\n\n"
RESPONSE = "\n\n### Response:\n"

START_OF_FILE = "<|start_of_file|>"
START = "<|editable_region_start|>"
END = "<|editable_region_end|>"
CURSOR = "<|user_cursor_is_here|>"
_GUARD = Guard(START_OF_FILE, START, END, CURSOR)


def render(task: EditTask, budget: Budget) -> Prompt:
    kept = newest_within([event(edit) for edit in task.history], EVENT_TOKENS)

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        events = "\n\n".join(event(edit) for edit in history)
        return Prompt(text=INSTRUCTION + events + EXCERPT + _excerpt(task, context) + RESPONSE, stop=(END,))

    shown = task.history[len(task.history) - kept :]
    return fit(task, budget, build, context=context_within(task, CONTEXT_TOKENS), history=shown)


def event(edit: PriorEdit) -> str:
    path, diff = _GUARD.escape(edit.path), _GUARD.escape(hunks(edit))
    return f"User edited {path}:\n```diff\n{diff}\n```"


def _excerpt(task: EditTask, context: int) -> str:
    part = excerpt(task, context, context)
    head = f"```{_GUARD.escape(task.path)}\n" + (f"{START_OF_FILE}\n" if part.starts_file else "")
    after = _GUARD.escape(part.after).removesuffix("\n")
    return f"{head}{_GUARD.escape(part.before)}{marked_region(task)}\n{after}\n```"


def marked_region(task: EditTask, guard: Guard = _GUARD) -> str:
    """The region between its markers, each on a line of its own, with the cursor where it stands in it."""
    offset, text = cursor_offset(task), task.region_text
    if offset is None:
        shown = guard.escape(text)
    else:
        shown = guard.escape(text[:offset]) + CURSOR + guard.escape(text[offset:])
    return f"{START}\n{ended(shown) if shown else ''}{END}"


def parse(task: EditTask, completion: str) -> str:
    """What stands between the markers; one of them may be missing: the end marker is the stop string."""
    content = one_span(completion.replace(CURSOR, ""), START, END)
    if content is None:
        raise UnparseableCompletionError("The answer has neither marker of the editable region.")
    return whole_lines(task, _GUARD.unescape(content))


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return f"{START}\n{_GUARD.escape(new_text)}{END}"


FORMAT = PromptFormat("zeta", render, parse, answer, version=2)
