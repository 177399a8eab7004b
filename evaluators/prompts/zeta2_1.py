"""`zeta2.1`: Zed's model of format V0318SeedMultiRegions (crates/zeta_prompt/src/multi_region.rs).

The region is cut into blocks by numbered markers; the answer rewrites what stands between two of them, so that an
edit costs few tokens. The same marker twice means no edit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.lines import common_ends, split_lines
from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.dialect import Guard
from evaluators.prompts.fitting import cursor_offset
from evaluators.prompts.format import Budget, Prompt, PromptFormat
from evaluators.prompts.seed_coder import CURSOR, MARKERS, MODEL_TOKENS, render_frame

END_OF_SENTENCE = "<[end▁of▁sentence]>"
MIN_BLOCK_LINES, MAX_BLOCK_LINES, MAX_NUDGE_LINES = 6, 16, 5
_GUARD = Guard(*MARKERS, "<|marker_", END_OF_SENTENCE)
_TAG = re.compile(r"<\|marker_(\d+)\|>")
_TAIL_WORDS = {"break", "continue", "return", "throw", "end"}


def tag(number: int) -> str:
    return f"<|marker_{number}|>"


def boundaries(text: str) -> list[int]:
    """Where markers stand, as offsets into `text`: its start, its end, and line starts in between.

    A block ends after at least 6 lines at a blank line, or after 16 lines at the latest. Its successor moves up to
    5 lines down, to a line that opens something rather than closing it.
    """
    if not text:
        return [0, 0]
    lines = split_lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found, last, index = [0], 0, 0
    while index < len(lines):
        size = index - last
        target: int | None = None
        if size >= MIN_BLOCK_LINES and lines[index].strip() and not lines[index - 1].strip():
            moved = _opening(lines, index)
            if len(lines) - moved >= MIN_BLOCK_LINES:
                target = moved
        if target is None and size >= MAX_BLOCK_LINES:
            target = _opening(lines, index)
        if target is not None and starts[target] > found[-1]:
            found.append(starts[target])
            last = target
            index = target + 1
        else:
            index += 1
    if found[-1] != len(text):
        found.append(len(text))
    return found


def render(task: EditTask, budget: Budget) -> Prompt:
    text, offset = task.region_text, cursor_offset(task)
    places = boundaries(text)
    written = []
    for number, (start, end) in enumerate(pairwise(places), 1):
        written.append(tag(number))
        if offset is not None and start <= offset <= end:
            written += [_GUARD.escape(text[start:offset]), CURSOR, _GUARD.escape(text[offset:end])]
            offset = None
        else:
            written.append(_GUARD.escape(text[start:end]))
    region = "".join(written) + tag(len(places))
    return render_frame(task, budget, _GUARD, lambda _: region, (END_OF_SENTENCE,))


def parse(task: EditTask, completion: str) -> str:
    content = completion.replace(CURSOR, "").split(END_OF_SENTENCE)[0]
    tags = list(_TAG.finditer(content))
    if len(tags) < 2:
        raise UnparseableCompletionError("The answer has fewer than two markers.")
    text = task.region_text
    first, last = int(tags[0][1]), int(tags[-1][1])
    if first == last:
        return text
    places = boundaries(text)
    if not 1 <= first < last <= len(places):
        raise UnparseableCompletionError(
            f"The answer goes from marker {first} to {last}; there are 1 to {len(places)}."
        )
    new = "".join(content[left.end() : right.start()] for left, right in pairwise(tags))
    return text[: places[first - 1]] + _GUARD.unescape(new) + text[places[last - 1] :]


def answer(task: EditTask, new_text: str) -> str:
    text = task.region_text
    places = boundaries(text)
    if new_text == text:
        offset = cursor_offset(task) or 0
        nearest = min(range(len(places)), key=lambda index: abs(places[index] - offset)) + 1
        return tag(nearest) * 2 + END_OF_SENTENCE
    same_start, same_end = common_ends(text, new_text)
    first = max(index for index, place in enumerate(places) if place <= same_start)
    last = min(index for index, place in enumerate(places) if place >= len(text) - same_end)
    if first >= last:  # a pure insertion at a marker, or an empty region, whose two markers stand in one place
        first, last = (last, last + 1) if last + 1 < len(places) else (last - 1, last)
    new = new_text[places[first] : len(new_text) - (len(text) - places[last])]
    return f"{tag(first + 1)}{_GUARD.escape(new)}{tag(last + 1)}{END_OF_SENTENCE}"


def _opening(lines: Sequence[str], start: int) -> int:
    """The first line from `start` on that opens something, if there is one near."""
    near = range(start, min(len(lines), start + MAX_NUDGE_LINES))
    return next((index for index in near if _opens(lines[index].strip())), start)


def _opens(line: str) -> bool:
    return bool(line) and line[0] not in "}])" and line.rstrip(";") not in _TAIL_WORDS


FORMAT = PromptFormat("zeta2.1", render, parse, answer, version=2, model_tokens=(*MODEL_TOKENS, END_OF_SENTENCE))
