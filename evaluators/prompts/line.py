"""`line`: a few dozen tokens for a tiny model. The prompt is the substitutions of the latest edits and one
line of the region, the focus; the answer is that line's new text.

    -old words of an earlier edit
    +new words of it
    =the focus line
    >

The focus is chosen from the history and the region alone, never from the reference. A general answer starts with
`@@ a,b` and a line end: what follows replaces the region's lines `[a, b)`, so that every answer can be written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from codeedit_bench.edits import split_lines
from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.records import EditTask, PriorEdit
from evaluators.prompts.model import Budget, Prompt, PromptFormat

MAX_SUBSTITUTIONS = 4
MAX_SPAN = 100
"""Characters of one side of a substitution."""
_MAX_DIFFED = 4000

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w+")
_HEADER = re.compile(r"@@ (\d+),(\d+)\n")
_ESCAPE = "@@ "
Substitution = tuple[str, str]


def render(task: EditTask, budget: Budget) -> Prompt:
    lines = split_lines(task.region_text)
    found = list(_substitutions(task.history))
    shown = found[-MAX_SUBSTITUTIONS:]
    tail = f"={_bare(lines[_focus(task, lines)]) if lines else ''}\n>"
    while True:
        text = "".join(f"-{old}\n+{new}\n" for old, new in shown) + tail
        if not shown or budget.count_tokens(text) <= budget.max_tokens:
            return Prompt(text=text, dropped_history=len(found) - len(shown))
        shown = shown[1:]


def parse(task: EditTask, completion: str) -> str:
    lines = split_lines(task.region_text)
    header = _HEADER.match(completion)
    if header:
        start, end = int(header[1]), int(header[2])
        if not start <= end <= len(lines):
            raise UnparseableCompletionError(f"The answer replaces lines {start},{end} of {len(lines)}.")
        return "".join([*lines[:start], completion[header.end() :], *lines[end:]])
    if completion.startswith(_ESCAPE) or not lines:
        raise UnparseableCompletionError(
            "The answer starts with `@@` and no range `a,b`, or there is no focus line."
        )
    focus = _focus(task, lines)
    ending = "\n" if lines[focus].endswith("\n") else ""
    return "".join([*lines[:focus], completion + ending, *lines[focus + 1 :]])


def answer(task: EditTask, new_text: str) -> str:
    lines = split_lines(task.region_text)
    if lines:
        focus = _focus(task, lines)
        before, after = "".join(lines[:focus]), "".join(lines[focus + 1 :])
        ending = "\n" if lines[focus].endswith("\n") else ""
        inner_end = len(new_text) - len(after) - len(ending)
        if (
            inner_end >= len(before)
            and new_text.startswith(before)
            and new_text.endswith(ending + after)
            and not (inner := new_text[len(before) : inner_end]).startswith(_ESCAPE)
        ):
            return inner
    new = split_lines(new_text)
    start = 0
    while start < min(len(lines), len(new)) and lines[start] == new[start]:
        start += 1
    kept = 0
    while kept < min(len(lines), len(new)) - start and lines[-1 - kept] == new[-1 - kept]:
        kept += 1
    return f"@@ {start},{len(lines) - kept}\n" + "".join(new[start : len(new) - kept])


def _bare(line: str) -> str:
    return line.removesuffix("\n")


def _substitutions(history: Sequence[PriorEdit]) -> Iterator[Substitution]:
    """What the history put in place of what, word by word; each once, where it was last made."""
    last: dict[Substitution, int] = {}
    for edit in history:
        for pair in _spans(edit.old, edit.new):
            last.pop(pair, None)
            last[pair] = len(last)
    yield from last


def _spans(old: str, new: str) -> Iterator[Substitution]:
    if len(old) > _MAX_DIFFED or len(new) > _MAX_DIFFED:
        yield _show(old), _show(new)
        return
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal" or ("".join(before[i:j]) + "".join(after[k:m])).isspace():
            continue
        left = right = 0
        if i == j or k == m:  # an insertion or deletion is told by its neighbours
            left = 1 if i and k and before[i - 1] == after[k - 1] else 0
            right = 1 if j < len(before) and m < len(after) and before[j] == after[m] else 0
        yield _show("".join(before[i - left : j + right])), _show("".join(after[k - left : m + right]))


def _show(text: str) -> str:
    return text.replace("\n", "⏎")[:MAX_SPAN]


def _focus(task: EditTask, lines: Sequence[str]) -> int:
    """The line of the region that the history speaks of most: it holds words that the history replaced, or is
    like a line that the history changed, and is none that it wrote. The first of equals."""
    written = {line.strip() for edit in task.history for line in split_lines(edit.new)}
    scores = []
    for line in lines:
        words = set(_WORD.findall(line))
        score = 0.0
        if words and line.strip() not in written:
            for age, edit in enumerate(reversed(task.history)):
                score = max(score, _kinship(words, edit) / (1 + 0.01 * age))
        scores.append(score + (0.001 if words else 0.0))
    return max(range(len(lines)), key=lambda index: (scores[index], -index))


def _kinship(words: set[str], edit: PriorEdit) -> float:
    old, new = set(_WORD.findall(edit.old)), set(_WORD.findall(edit.new))
    gone = old - new
    told = 2.0 * len(gone & words) / len(gone) if gone else 0.0
    return told + max((_jaccard(words, set(_WORD.findall(line))) for line in split_lines(edit.old)), default=0.0)


def _jaccard(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left or right else 0.0


FORMAT = PromptFormat("line", render, parse, answer)
