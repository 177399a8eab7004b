"""`span`: the answer names only the lines that it changes, so that prompts and answers are short.

    @ app/report.py
    -print(invoice.amount)
    +print(invoice.total)
    @ app/invoice.py
     def pay(self):
    1|    amount = self.amount
    2|    return amount
    >

Lines after `@ path` with `-` and `+` are earlier edits, oldest first. Then comes the task's file: a few lines
around the region start with a space, and the region's own lines start with their number. The answer is
`first,last`, and below it the new lines that take their place. `2,1` inserts before line 2, `2,2` alone deletes
line 2, and `none` changes nothing. The cursor is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.lines import common_ends, split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.dialect import hunks
from evaluators.prompts.fitting import excerpt, fit
from evaluators.prompts.format import Budget, Prompt, PromptFormat

CONTEXT_LINES = 3
"""Shown above and below the region."""
MAX_SIDE_LINES = 8
"""Of one side of an earlier edit; more are told by `...`."""
NO_EDIT = "none"
_HEADER = re.compile(r"([0-9]{1,6}),([0-9]{1,6})(?:\n|\Z)")


def render(task: EditTask, budget: Budget) -> Prompt:
    return fit(
        task, budget, lambda history, context: Prompt(text=question(task, history, context)), context=CONTEXT_LINES
    )


def question(task: EditTask, history: Sequence[PriorEdit], context: int) -> str:
    """The prompt's text. Every line of code stands behind a sign of ours, so that no code can pass for one."""
    written: list[str] = []
    place = ""
    for edit in history:
        if edit.path != place:
            place = edit.path
            written.append(f"@ {_one_line(place)}")
        written += _changed(edit)
    part = excerpt(task, context, context)
    written.append(f"@ {_one_line(task.path)}")
    written += [f" {_bare(line)}" for line in split_lines(part.before)]
    written += [f"{number}|{_bare(line)}" for number, line in enumerate(split_lines(part.region), 1)]
    written += [f" {_bare(line)}" for line in split_lines(part.after)]
    return "\n".join(written) + "\n>\n"


def parse(task: EditTask, completion: str) -> str:
    """The region with the named lines replaced. An answer of any other form is refused and never repaired."""
    if completion.rstrip("\n") == NO_EDIT:
        return task.region_text
    header = _HEADER.match(completion)
    if not header:
        raise UnparseableCompletionError("The answer starts neither with `first,last` nor with `none`.")
    lines = split_lines(task.region_text)
    first, last = int(header[1]), int(header[2])
    if not (1 <= first <= len(lines) + 1 and first - 1 <= last <= len(lines)):
        raise UnparseableCompletionError(f"The answer replaces lines {first},{last} of {len(lines)}.")
    new = completion[header.end() :] if completion[: header.end()].endswith("\n") else None
    return "".join([*lines[: first - 1], _ended(task, new, last == len(lines)), *lines[last:]])


def answer(task: EditTask, new_text: str) -> str:
    lines, new = split_lines(task.region_text), split_lines(new_text)
    if lines == new:
        return NO_EDIT
    start, kept = common_ends(lines, new)
    last = len(lines) - kept
    header, text = f"{start + 1},{last}", "".join(new[start : len(new) - kept])
    if not text:
        return header
    return f"{header}\n{text if _ends_file(task, last == len(lines)) else text.removesuffix(chr(10))}"


def _ended(task: EditTask, new: str | None, reaches_end: bool) -> str:
    """The new lines, each with its newline. Without a line below the header nothing takes the lines' place.

    Only at the end of the file may the last line lack its newline, so there the text stands as it was written.
    """
    if new is None:
        return ""
    return new if _ends_file(task, reaches_end) else new + "\n"


def _ends_file(task: EditTask, reaches_end: bool) -> bool:
    return reaches_end and not task.suffix


def _changed(edit: PriorEdit) -> list[str]:
    """The edit's removed and added lines, hunk by hunk, without what stands around them."""
    lines = [line for line in split_lines(hunks(edit)) if line[:1] in ("-", "+")]
    return [
        *_limited([_bare(line) for line in lines if line[0] == "-"], "-"),
        *_limited([_bare(line) for line in lines if line[0] == "+"], "+"),
    ]


def _limited(lines: list[str], sign: str) -> list[str]:
    return lines if len(lines) <= MAX_SIDE_LINES else [*lines[: MAX_SIDE_LINES - 1], f"{sign}..."]


def _bare(line: str) -> str:
    return line.removesuffix("\n")


def _one_line(path: str) -> str:
    return path.replace("\n", "⏎")


FORMAT = PromptFormat("span", render, parse, answer)
