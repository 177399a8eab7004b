"""`prompt_texts.jsonl.gz`: the prompts of a run as they were asked, compressed, a line a task.

The file is a row of gzip members, one for each wave of tasks, written before the wave is asked. A killed run has
whole members and at most one torn one. That one is cut off and written again, and the bytes are the same either
way.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import RunError, told
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.format import Prompt
from evaluators.runs.journal import json_line

PROMPT_TEXTS = "prompt_texts.jsonl.gz"
_BLOCK = 1 << 20
_GZIP = 31
"""`zlib`'s window bits for a stream with a gzip header."""


@dataclass(frozen=True, slots=True)
class PromptText:
    """Messages, each a role and its content. A plain prompt is one message of the role `text`."""

    messages: tuple[tuple[str, str], ...]
    stop: tuple[str, ...]


def prompt_text_line(task: EditTask, prompt: Prompt) -> str:
    messages = [[message.role, message.content] for message in prompt.messages] or [["text", prompt.text]]
    return json_line({"task_id": task.task_id, "messages": messages, "stop": list(prompt.stop)})


class PromptTextLog:
    """Appends waves. `waves` counts those in the file; opening cuts off what a kill or damage left after them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.waves, end = _whole_members(path)
        if path.exists() and path.stat().st_size != end:
            with path.open("rb+") as file:
                file.truncate(end)

    def append(self, lines: Sequence[str]) -> None:
        """Write one wave: lines that each end in a newline. The same lines give the same bytes."""
        with self._path.open("ab") as file:
            file.write(gzip.compress("".join(lines).encode("utf-8"), mtime=0))
        self.waves += 1


def write_prompt_texts(path: Path, waves: Iterable[Sequence[str]]) -> None:
    """A new file of these waves."""
    path.unlink(missing_ok=True)
    log = PromptTextLog(path)
    for wave in waves:
        log.append(wave)


def read_prompt_lines(run: Path) -> Iterator[str]:
    """The lines of a run's prompts. `RunError` in one sentence where they were not kept, or are damaged."""
    file = run / PROMPT_TEXTS
    if not file.is_file():
        raise RunError(
            f"{run} has no {PROMPT_TEXTS}: an earlier version made the run, or the file was removed. The same "
            "`codeedit evaluate` command writes it."
        )
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from lines
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise RunError(
            f"{file} is damaged: {told(error)}. Remove it; the same `codeedit evaluate` command writes it again."
        ) from error


def read_prompt_texts(run: Path, wanted: Collection[str]) -> Mapping[str, PromptText]:
    """The prompts of the tasks `wanted`, by id; `RunError` as `read_prompt_lines`."""
    found: dict[str, PromptText] = {}
    for line in read_prompt_lines(run):
        try:
            row = parse_json(line)
            if row["task_id"] in wanted:
                messages = tuple((str(role), str(content)) for role, content in row["messages"])
                found[row["task_id"]] = PromptText(messages, tuple(map(str, row["stop"])))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise RunError(
                f"{run / PROMPT_TEXTS} holds a line that is not a prompt: {line[:60]!r}. Remove it; the same "
                "`codeedit evaluate` command writes it again."
            ) from error
    if lacking := len(set(wanted) - found.keys()):
        raise RunError(
            f"{run / PROMPT_TEXTS} is damaged: it lacks the prompts of {lacking} tasks. Remove it; the same "
            "`codeedit evaluate` command writes it again."
        )
    return found


def _whole_members(path: Path) -> tuple[int, int]:
    """How many whole gzip members a file starts with, and where they end, in bytes."""
    count = end = position = 0
    if not path.exists():
        return count, end
    stream = zlib.decompressobj(_GZIP)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            while block:
                try:
                    while block and not stream.eof:
                        position += len(block)
                        stream.decompress(block, _BLOCK)
                        block = stream.unconsumed_tail or stream.unused_data
                        position -= len(block)
                except zlib.error:
                    return count, end
                if stream.eof:
                    count, end = count + 1, position
                    stream = zlib.decompressobj(_GZIP)
    return count, end
