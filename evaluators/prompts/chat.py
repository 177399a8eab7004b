"""`chat`: the generic dialect for instruction-tuned models.

The region stands between two marker lines that occur nowhere in the file, so that no code can imitate them; the
answer is one fenced block, its fence longer than any run of backticks in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.fitting import excerpt, fit, with_cursor
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat

CONTEXT_LINES = 60
"""Lines of the file shown above and below the region, at most."""

SYSTEM = """\
You predict the next edit of a developer. You are given their recent edits, oldest first, and an excerpt of a \
file with one marked region. Write what the developer would make of that region next.

Rules:
- Answer with exactly one fenced code block and nothing else. It holds the region's complete new text: every line \
between the two marker lines, changed or not, without the marker lines and without the cursor mark.
- Keep the indentation and the style of the code. Change only what follows from the recent edits.
- If the developer would change nothing there, repeat the region as it is. If they would delete all of it, answer \
with an empty block."""

NO_NEWLINE = "\\ No newline at end of file"
_FENCE = re.compile(r"^(`{3,}|~{3,})[^`\n]*\n", re.MULTILINE)
_BACKTICKS = re.compile(r"`{3,}")


def render(task: EditTask, budget: Budget) -> Prompt:
    shown = task.file_text + "".join(edit.diff for edit in task.history)
    start, end, cursor = (_unused(shown, word) for word in ("REGION START", "REGION END", "CURSOR"))

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        part = excerpt(task, context, context)
        edits = "\n".join(_fenced(edit.diff, "diff") for edit in history) or "(none)\n"
        marked = with_cursor(task, cursor)
        cursor_note = f" `{cursor}` is the cursor." if cursor in marked else ""
        body = f"{part.before}{start}\n{_lines(marked)}{end}\n{part.after}"
        user = (
            f"Recent edits, oldest first:\n\n{edits}\n"
            f"Lines {part.start_line + 1} to {part.end_line} of `{task.path}` ({task.language}). "
            f"The region stands between the lines `{start}` and `{end}`.{cursor_note}\n\n"
            f"{_fenced(body, '')}"
        )
        return Prompt(messages=(Message("system", SYSTEM), Message("user", user)))

    return fit(task, budget, build, context=CONTEXT_LINES)


def parse(task: EditTask, completion: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return parse_fenced(completion)


def parse_fenced(completion: str) -> str:
    """The text of the first fenced block, up to the last line that is its fence and nothing else.

    `UnparseableCompletionError` for an answer without a block, with an open one or with a second one.
    """
    opening = _FENCE.search(completion)
    if opening is None:
        raise UnparseableCompletionError("The answer has no fenced code block.")
    fence = opening[1]
    rest = completion[opening.end() :]
    closing = list(re.finditer(rf"^{re.escape(fence)}[ \t\r]*$", rest, re.MULTILINE))
    if not closing:
        raise UnparseableCompletionError("The answer's code block is not closed.")
    if len(closing) > 1 and re.search(rf"^{re.escape(fence)}[^`\s]", rest, re.MULTILINE):
        raise UnparseableCompletionError("The answer has more than one code block.")
    text = rest[: closing[-1].start()]
    return text.removesuffix(f"\n{NO_NEWLINE}\n")


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return answer_fenced(new_text)


def answer_fenced(new_text: str) -> str:
    """A fenced block that `parse_fenced` reads back exactly, whatever the text holds."""
    if new_text and (not new_text.endswith("\n") or new_text.endswith(f"\n{NO_NEWLINE}\n")):
        new_text += f"\n{NO_NEWLINE}\n"
    return _fenced(new_text, "")


def _fenced(text: str, kind: str) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{kind}\n{_lines(text)}{fence}\n"


def _lines(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _unused(text: str, word: str) -> str:
    """`<<<WORD>>>`, numbered if the text already holds it."""
    marker, number = f"<<<{word}>>>", 1
    while marker in text:
        number += 1
        marker = f"<<<{word} {number}>>>"
    return marker


FORMAT = PromptFormat("chat", render, parse, answer)
