"""`line`: a few dozen tokens for a tiny model. The prompt is the substitutions of the latest edits and the
region's focus lines, three at most. The answer is their new text, a line each, where an empty line deletes.

    -old words of an earlier edit
    +new words of it
    =a focus line
    >

The focus is chosen from the history and the region alone, never from the reference. A general answer starts with
`@@ a,b` and a line end: what follows replaces the region's lines `[a, b)`, so that every answer can be written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.lines import common_ends, split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.format import Budget, Prompt, PromptFormat

MAX_SUBSTITUTIONS = 4
MAX_FOCI = 3
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
    tail = "".join(f"={_bare(lines[index])}\n" for index in _foci(task, lines)) + ">"
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
    foci = _foci(task, lines)
    answers = completion.split("\n")
    if completion.startswith(_ESCAPE) or len(answers) != len(foci):
        raise UnparseableCompletionError(f"The answer has {len(answers)} lines for {len(foci)} focus lines.")
    for index, new in zip(foci, answers, strict=True):
        lines[index] = new + lines[index][len(_bare(lines[index])) :] if new else ""
    return "".join(lines)


def answer(task: EditTask, new_text: str) -> str:
    lines = split_lines(task.region_text)
    new = split_lines(new_text)
    short = _line_by_line(task, lines, new)
    if short is not None and parse(task, short) == new_text:
        return short
    start, kept = common_ends(lines, new)
    return f"@@ {start},{len(lines) - kept}\n" + "".join(new[start : len(new) - kept])


def _line_by_line(task: EditTask, lines: Sequence[str], new: Sequence[str]) -> str | None:
    """The focus lines' new text if only they differ, each replaced or all deleted; to be checked by parsing."""
    foci = _foci(task, lines)
    if not foci:
        return None
    if len(new) == len(lines):
        changed = "\n".join(_bare(new[index]) for index in foci)
    elif len(new) == len(lines) - len(foci):
        changed = "\n" * (len(foci) - 1)
    else:
        return None
    return None if changed.startswith(_ESCAPE) else changed


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


def _foci(task: EditTask, lines: Sequence[str]) -> list[int]:
    """The lines of the region that the history speaks of: the first that hold everything that some substitution
    took away, else the one that comes nearest to it or is most like a line that the history changed."""
    written = {line.strip() for edit in task.history for line in split_lines(edit.new)}
    changed = [set(_WORD.findall(line)) for edit in task.history for line in split_lines(edit.old)]
    spans = list(_substitutions(task.history))
    told: list[int] = []
    kinships: dict[int, float] = {}
    for index, line in enumerate(lines):
        words = set(_WORD.findall(line))
        if line.strip() in written or not words:
            continue
        scores = [_kinship(words, old, new) for old, new in spans]
        if any(score >= _ALL_GONE for score in scores):
            told.append(index)
        likeness = max((_jaccard(words, other) for other in changed), default=0.0)
        kinships[index] = max(scores, default=0.0) + 0.5 * likeness
    # The first of the nearest; where no line holds a word that the history has not written, the first line.
    return told[:MAX_FOCI] or ([max(kinships, key=kinships.__getitem__, default=0)] if lines else [])


_ALL_GONE = 2.0


def _kinship(words: set[str], old: str, new: str) -> float:
    """2 if the line holds all words that the substitution took away; up to 1 for an insertion's neighbours."""
    before = set(_WORD.findall(old))
    gone = before - set(_WORD.findall(new))
    if gone:
        return _ALL_GONE * len(gone & words) / len(gone)
    return len(before & words) / len(before) if before else 0.0


def _jaccard(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left or right else 0.0


FORMAT = PromptFormat("line", render, parse, answer)
