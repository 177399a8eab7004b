"""`propagate`: the strong baseline without a model. Carry over what the history did, the most specific first.

1. A whole hunk of the history (its old lines, up to indentation) that stands in the region is done there too.
2. Otherwise it makes every substitution of the history that still finds its old tokens. Those made most often come
   first, the latest first among equals. Each takes as much of its context as keeps it applicable: two tokens, one,
   none. One that the history undid later is not made.
3. Where nothing of that applies, lines go that hold a word which the history's pure deletions removed for good.
"""

from __future__ import annotations

import re
from collections import Counter

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.backends.backend import Backend, BackendSpec
from evaluators.backends.baseline import Baseline
from evaluators.backends.substitutions import Substitution, occurrences, substitute, substitutions_of

_CONTEXTS = (2, 1, 0)
_WORD = re.compile(r"[A-Za-z_]\w+")


def propagate(task: EditTask) -> str:
    text = task.region_text
    for edit in reversed(task.history):
        done = _whole_hunk(text, edit)
        if done is not None:
            return done
    for context in _CONTEXTS:
        for substitution in _ranked(task, context):
            if occurrences(text, substitution):
                text = substitute(text, substitution)
        if text != task.region_text:
            return text
    return _without_deleted_words(task)


def _without_deleted_words(task: EditTask) -> str:
    """The region without the lines that hold a word which pure deletions of the history removed for good."""
    gone: set[str] = set()
    for edit in task.history:
        if edit.new.strip():
            gone -= set(_WORD.findall(edit.new))
        else:
            gone |= set(_WORD.findall(edit.old))
    gone -= set(_WORD.findall(task.prefix)) | set(_WORD.findall(task.suffix))
    lines = split_lines(task.region_text)
    return "".join(line for line in lines if not gone & set(_WORD.findall(line)))


def _ranked(task: EditTask, context: int) -> list[Substitution]:
    """The distinct substitutions of the history at this context, without those that it undid itself."""
    counts: Counter[Substitution] = Counter()
    latest: dict[Substitution, int] = {}
    for age, edit in enumerate(task.history):
        for substitution in substitutions_of(edit.old, edit.new, context=context):
            counts[substitution] += 1
            latest[substitution] = age
    undone = {
        substitution
        for substitution in counts
        if latest.get(Substitution(substitution.new, substitution.old), -1) > latest[substitution]
    }
    kept = [substitution for substitution in counts if substitution not in undone]
    return sorted(kept, key=lambda substitution: (-counts[substitution], -latest[substitution]))


def _whole_hunk(text: str, edit: PriorEdit) -> str | None:
    """`text` with the first run of lines that equals the edit's old lines up to indentation rewritten alike."""
    old, new, lines = split_lines(edit.old), split_lines(edit.new), split_lines(text)
    if not any(line.strip() for line in old):
        return None
    wanted = [line.strip() for line in old]
    for start in range(len(lines) - len(old) + 1):
        here = lines[start : start + len(old)]
        if [line.strip() for line in here] == wanted:
            moved = _reindented(new, _indent(old), _indent(here))
            if moved is not None:
                return "".join([*lines[:start], *moved, *lines[start + len(old) :]])
    return None


def _indent(lines: list[str]) -> str:
    first = next(line for line in lines if line.strip())
    return first[: len(first) - len(first.lstrip())]


def _reindented(lines: list[str], old: str, new: str) -> list[str] | None:
    moved = []
    for line in lines:
        if not line.strip():
            moved.append(line)
        elif line.startswith(old):
            moved.append(new + line[len(old) :])
        else:
            return None
    return moved


def make() -> Backend:
    return Baseline(propagate)


BACKEND = BackendSpec(
    "propagate", "whole hunks and substitutions of the history, the most frequent first", "nothing", make
)
