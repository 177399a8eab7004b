"""`chat-replace`: the answer is the change alone: lines to search for in the block and what takes their place.

Cheap in tokens where a block is long, and hard for small models, which must copy the searched lines exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.fences import NO_NEWLINE, fenced, whole_line
from evaluators.prompts.chat.parts import CONTEXT_LINES, around, cursor_note, edits
from evaluators.prompts.chat.thinking import without_thinking
from evaluators.prompts.dialect import Guard
from evaluators.prompts.fitting import excerpt, fit
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat

SEARCH, MIDDLE, REPLACE = "<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE"
NO_CHANGE = "NO CHANGE"
_GUARD = Guard(SEARCH, MIDDLE, REPLACE, NO_CHANGE, NO_NEWLINE)
_CHANGE = re.compile(
    rf"^[ \t]*{SEARCH}[ \t\r]*\n(.*?)^[ \t]*{MIDDLE}[ \t\r]*\n(.*?)^[ \t]*{REPLACE}[ \t\r]*$",
    re.MULTILINE | re.DOTALL,
)

SYSTEM = f"""\
You predict the next edit of a developer. You are given their recent edits, oldest first, the code around one \
block \
of a file, and that block. Write what the developer would change in the block next.

Answer with one or more changes in this form and nothing else:

{SEARCH}
lines of the block that change, copied exactly
{MIDDLE}
the lines that take their place
{REPLACE}

Rules:
- Each searched text must occur exactly once in the block: add lines around the change until it does.
- Carry on what the recent edits began: make the same change where the block still needs it, and no other.
- Keep the indentation and the style of the code.
- If nothing in the block would change, answer with {NO_CHANGE}."""


def render(task: EditTask, budget: Budget) -> Prompt:
    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        part = excerpt(task, context, context)
        older = f"Earlier edits, oldest first:\n\n{edits(history[:-1])}\n" if history[:-1] else ""
        latest = f"The latest edit:\n\n{edits(history[-1:])}\n" if history else ""
        user = (
            f"{older}The block is in `{task.path}` ({task.language}). {around(part)}{latest}"
            f"The block to change:\n\n{fenced(part.region)}\n"
            f"{cursor_note(task)}Write the changes."
        )
        return Prompt(messages=(Message("system", SYSTEM), Message("user", user)))

    return fit(task, budget, build, context=CONTEXT_LINES)


def parse(task: EditTask, completion: str) -> str:
    """The block with every change made, each at the one place that holds its searched lines."""
    text = without_thinking(completion)
    changes = _CHANGE.findall(text)
    if not changes:
        if text.strip().strip("`").strip() == NO_CHANGE:
            return task.region_text
        raise UnparseableCompletionError("The answer has no change in the form that was asked for.")
    block = whole_line(task.region_text)
    spans: list[tuple[int, int, str]] = []
    for searched, new in changes:
        old = _GUARD.unescape(searched)
        places = [match.start() for match in re.finditer(rf"(?m)^(?={re.escape(old)})", block)]
        if not old and block:
            raise UnparseableCompletionError("A change searches for nothing.")
        if old and len(places) != 1:
            raise UnparseableCompletionError(f"A change's searched lines stand {len(places)} times in the block.")
        start = places[0] if old else 0
        spans.append((start, start + len(old), _unended(new)))
    spans.sort()
    made, position = "", 0
    for start, end, replacement in spans:
        if start < position:
            raise UnparseableCompletionError("Two changes overlap.")
        made += block[position:start] + replacement
        position = end
    return _restored(task, made + block[position:], position == len(block))


def answer(task: EditTask, new_text: str) -> str:
    if new_text == task.region_text:
        return NO_CHANGE
    new = _GUARD.escape(new_text)
    if new and not new.endswith("\n"):
        new += f"\n{NO_NEWLINE}\n"
    return f"{SEARCH}\n{_GUARD.escape(whole_line(task.region_text))}{MIDDLE}\n{new}{REPLACE}\n"


def _unended(new: str) -> str:
    """The replacement as code: its last line without an end where it says so."""
    if new.endswith(f"\n{NO_NEWLINE}\n"):
        new = new.removesuffix(f"\n{NO_NEWLINE}\n")
    return _GUARD.unescape(new)


def _restored(task: EditTask, text: str, end_replaced: bool) -> str:
    """A block without an end of its last line keeps it that way, unless a change wrote its last line anew."""
    if not end_replaced and not task.region_text.endswith("\n"):
        return text.removesuffix("\n")
    return text


FORMAT = PromptFormat("chat-replace", render, parse, answer, version=2)
