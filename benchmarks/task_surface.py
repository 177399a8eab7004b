"""What a question gives away by its outside: shape, place, cursor and counts, and nothing that must be read.

A feature is a number that a program gets from the question without reading code. The answer is never looked at.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from codeedit_bench.draws import seeded
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit

FAR = 10_000
"""Lines; for a distance to an edit that is in no file of the question."""


def features(task: EditTask) -> dict[str, float]:
    """All surface features of a task's question, by name."""
    lines = split_lines(task.file_text)
    start, end = task.region.start_line, task.region.end_line
    region = lines[start:end]
    found: dict[str, float] = {
        "file_lines": len(lines),
        "file_characters": len(task.file_text),
        "path_depth": task.path.count("/"),
        "path_length": len(task.path),
        "is_test": task.signals.is_test,
        "file_ends_with_newline": task.file_text.endswith("\n"),
        "author_time": task.provenance.author_time,
        "id_order": int(task.task_id[:8], 16),
    }
    found |= {f"language_{name}": name == task.language for name in LANGUAGES}
    found |= _region(lines, region, start, end)
    found |= _cursor(task, lines, start, end)
    found |= _history(task)
    found |= _distance(task, start, end)
    return {name: float(value) for name, value in found.items()}


def _region(lines: Sequence[str], region: Sequence[str], start: int, end: int) -> dict[str, float]:
    found: dict[str, float] = {
        "region_lines": end - start,
        "region_start": start,
        "region_end": end,
        "region_below": len(lines) - end,
        "region_place": start / max(1, len(lines)),
        "region_share": (end - start) / max(1, len(lines)),
        "region_at_top": start == 0,
        "region_at_bottom": end == len(lines),
        "region_characters": sum(map(len, region)),
        "region_longest": max(map(len, region), default=0),
        "region_mean": statistics.fmean(map(len, region)) if region else 0.0,
        "region_blank": sum(not line.strip() for line in region),
        "region_indent": statistics.fmean([_indent(line) for line in region]) if region else 0.0,
        "region_duplicates": len(region) - len(set(region)),
        "region_digits": sum(character.isdigit() for line in region for character in line),
        "region_opened": sum(
            line.count("(") + line.count("{") - line.count(")") - line.count("}") for line in region
        ),
    }
    for step in (2, 3, 4, 5, 7, 10):
        found[f"start_mod_{step}"] = start % step
        found[f"end_mod_{step}"] = end % step
        found[f"lines_mod_{step}"] = (end - start) % step
    edges = {"first": start, "last": end - 1, "above": start - 1, "below": end}
    for name, row in edges.items():
        text = lines[row] if 0 <= row < len(lines) else ""
        found[f"{name}_blank"] = not text.strip()
        found[f"{name}_indent"] = _indent(text)
        found[f"{name}_length"] = len(text)
        found[f"{name}_closes"] = text.strip()[:1] in ("}", ")", "]")
    return found


def _cursor(task: EditTask, lines: Sequence[str], start: int, end: int) -> dict[str, float]:
    line, column = task.cursor.line, task.cursor.column
    text = lines[line].rstrip("\r\n") if line < len(lines) else ""
    return {
        "cursor_line": line,
        "cursor_column": column,
        "cursor_inside": start <= line < end,
        "cursor_above": line < start,
        "cursor_below": line >= end,
        "cursor_from_start": line - start,
        "cursor_from_end": line - end,
        "cursor_share": (line - start) / max(1, end - start),
        "cursor_at_end_of_line": column == len(text),
        "cursor_at_start": (line, column) == (start, 0),
        "cursor_in_blank": not text.strip(),
    }


def _history(task: EditTask) -> dict[str, float]:
    edits = task.history
    counts = [(len(split_lines(edit.old)), len(split_lines(edit.new))) for edit in edits]
    last = edits[-1] if edits else None
    own = [edit.path == task.path for edit in edits]
    return {
        "edits": len(edits),
        "edits_in_commit": sum(edit.origin == "in_commit" for edit in edits),
        "edits_before": sum(edit.origin == "prev_commit" for edit in edits),
        "edits_in_file": sum(own),
        "edits_share_in_file": statistics.fmean(own) if own else 0.0,
        "files": len({edit.path for edit in edits}),
        "lines_removed": sum(old for old, _ in counts),
        "lines_added": sum(new for _, new in counts),
        "history_characters": sum(len(edit.diff) for edit in edits),
        "last_removed": counts[-1][0] if counts else 0,
        "last_added": counts[-1][1] if counts else 0,
        "last_in_file": bool(own and own[-1]),
        "last_in_commit": last is not None and last.origin == "in_commit",
        "last_inserts": bool(counts and not counts[-1][0]),
        "last_deletes": bool(counts and not counts[-1][1]),
        "same_extension": sum(_extension(edit.path) == _extension(task.path) for edit in edits),
    }


def _distance(task: EditTask, start: int, end: int) -> dict[str, float]:
    places = [_place(edit) for edit in task.history if edit.path == task.path]
    last = places[-1] if places else None
    gaps = [abs(place - (start + end) // 2) for place in places]
    return {
        "last_from_start": (last - start) if last is not None else FAR,
        "last_from_end": (last - end) if last is not None else FAR,
        "nearest": min(gaps, default=FAR),
        "edits_inside": sum(start <= place < end for place in places),
        "edits_above": sum(place < start for place in places),
        "edits_below": sum(place >= end for place in places),
    }


def _place(edit: PriorEdit) -> int:
    return edit.new_start + len(split_lines(edit.new))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _extension(path: str) -> str:
    return path.rpartition(".")[2]


def first_change(task: EditTask) -> tuple[int, int] | None:
    """The first changed line, from the region's start, and how many places there were for it; None for no edit.

    There is a place for it above each line of the region that the target does not remove, and below the last one.
    """
    old, new = split_lines(task.region_text), split_lines(task.reference)
    if old == new:
        return None
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    places = len(old) - task.signals.lines_removed + 1
    return min(same, places - 1), places


def spread(values: Sequence[tuple[str, int, int]]) -> list[float]:
    """Numbers in [0, 1), uniform if the places are: each place is as wide as the others."""
    return [(place + seeded(name, "spread") / 2**64) / places for name, place, places in values]
