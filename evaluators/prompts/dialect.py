"""What the renderers of the models' own dialects share: guarding markers, diffs, how much context fits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit

_ZERO_WIDTH = "\u200b"


class Guard:
    """Code that holds a dialect's own marker must not be taken for it.

    `escape` puts a zero-width space after the first character of every marker in a text, and one more where some
    are there already; `unescape` takes one away. So a marker that a model writes bare is a marker, and one that it
    copies from the code stays code. Every text survives the way there and back.
    """

    def __init__(self, *markers: str) -> None:
        parts = [
            f"{re.escape(marker[0])}{_ZERO_WIDTH}*{re.escape(marker[1:])}"
            for marker in sorted(markers, key=len, reverse=True)
        ]
        self._pattern = re.compile("|".join(parts))

    def escape(self, text: str) -> str:
        return self._pattern.sub(lambda match: match[0][0] + _ZERO_WIDTH + match[0][1:], text)

    def unescape(self, text: str) -> str:
        return self._pattern.sub(lambda match: match[0][0] + match[0][1:].removeprefix(_ZERO_WIDTH), text)


def one_span(text: str, start: str, end: str) -> str | None:
    """What stands between two markers, each missing where a model or a stop string left it out; None without both.

    A repetition of the same text is forgiven. `UnparseableCompletionError` where two spans differ: nothing tells
    which one is the answer. The line end after the start marker is not part of the text.
    """
    if start not in text:
        return text.partition(end)[0] if end in text else None
    spans = [part.partition(end)[0].removeprefix("\r").removeprefix("\n") for part in text.split(start)[1:]]
    if len({span.removesuffix("\n") for span in spans}) > 1:
        raise UnparseableCompletionError("The answer has two regions that differ.")
    return spans[0]


def ended(text: str) -> str:
    """`text` with a newline at its end."""
    return text if text.endswith("\n") else text + "\n"


def whole_lines(task: EditTask, text: str) -> str:
    """`text` ending in a newline where something follows the region: models often leave the last one out.

    At the end of a file the text stays as it is.
    """
    return text + "\n" if text and not text.endswith("\n") and task.suffix else text


def hunks(edit: PriorEdit) -> str:
    """The edit's diff without its two header lines."""
    lines = split_lines(edit.diff)
    while lines and lines[0].startswith(("--- ", "+++ ")) and not lines[0].startswith("@@"):
        lines = lines[1:]
    return "".join(lines)


def git_diff(edit: PriorEdit) -> str:
    """The edit as `--- a/path`, `+++ b/path` and its hunks."""
    return f"--- a/{edit.path}\n+++ b/{edit.path}\n{ended(hunks(edit))}"


def estimated_tokens(text: str) -> int:
    """Zed's estimate, by which its models' budgets were cut: three bytes a token."""
    return len(text.encode("utf-8", "surrogatepass")) // 3


def newest_within(events: Sequence[str], tokens: int) -> int:
    """How many of the newest `events` fit into `tokens`, by Zed's estimate."""
    kept = 0
    for event in reversed(events):
        tokens -= estimated_tokens(event)
        if tokens < 0:
            break
        kept += 1
    return kept


def context_within(task: EditTask, tokens: int) -> int:
    """The largest number of lines above and below the region that hold at most `tokens`, by Zed's estimate."""
    lines = split_lines(task.file_text)
    start, end = task.region.start_line, task.region.end_line
    reach = 0
    while start - reach > 0 or end + reach < len(lines):
        above = lines[start - reach - 1] if start - reach > 0 else ""
        below = lines[end + reach] if end + reach < len(lines) else ""
        tokens -= estimated_tokens(above) + estimated_tokens(below)
        if tokens < 0:
            break
        reach += 1
    return reach


def without_history(task: EditTask, start_line: int, end_line: int) -> tuple[str, list[PriorEdit]]:
    """Lines `[start_line, end_line)` of the file as they stood before the history's edits to them, and those
    edits, oldest first.

    The newest edit is taken back first, at its recorded place. Where later edits moved it, the nearest place that
    holds what it wrote is taken. Stops at the first that cannot be found: what is older lies under it.
    """
    lines = split_lines(task.file_text)[start_line:end_line]
    undone: list[PriorEdit] = []
    for edit in reversed(task.history):
        if edit.path != task.path:
            continue
        new, old = split_lines(edit.new), split_lines(edit.old)
        place = _find(lines, new, edit.new_start - start_line)
        if place is None:
            if 0 <= edit.new_start - start_line < len(lines):
                break
            continue
        lines[place : place + len(new)] = old
        undone.append(edit)
    return "".join(lines), undone[::-1]


def _find(lines: Sequence[str], wanted: Sequence[str], near: int) -> int | None:
    if not wanted:
        return near if 0 <= near <= len(lines) else None
    places = [
        place
        for place in range(len(lines) - len(wanted) + 1)
        if list(lines[place : place + len(wanted)]) == list(wanted)
    ]
    return min(places, key=lambda place: abs(place - near), default=None)
