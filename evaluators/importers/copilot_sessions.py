"""VS Code Copilot Chat's recorded inline-edit sessions: a log of edits, then the user's next one.

Edits that the session's judges scored as `nextEdit` are accepted too. Offsets count UTF-16 units, as in VS Code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from codeedit_bench.errors import DatasetError, told
from codeedit_bench.tasks.records import PriorEdit
from evaluators.importers.building import edit_between
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import files_of, json_of

Edit = Sequence[Sequence[Any]]


def read(path: Path) -> Iterator[Example | Skipped]:
    for file in files_of(path, "recording.w.json"):
        recording = json_of(file)
        if not isinstance(recording, dict) or not isinstance(recording.get("log"), list):
            raise DatasetError(f"{file} has no log; it is not a recorded session.")
        try:
            yield _session(file, recording)
        except (KeyError, TypeError, IndexError, ValueError) as error:
            raise DatasetError(
                f"{file} is not as a recorded session is: {type(error).__name__}: {told(error)}."
            ) from error


def _session(file: Path, recording: dict[str, Any]) -> Example | Skipped:
    name = file.parent.name
    wanted = recording.get("nextUserEdit")
    if not wanted or not wanted.get("edit"):
        return Skipped(name, "no next edit is recorded")
    paths: dict[int, str] = {}
    texts: dict[int, str] = {}
    history: list[PriorEdit] = []
    for entry in recording["log"]:
        kind, document = entry["kind"], entry.get("id")
        if kind == "documentEncountered":
            paths[document] = _posix(entry["relativePath"])
        elif kind == "setContent":
            texts[document] = entry["content"]
        elif kind == "changed":
            changed = apply_edit(texts[document], entry["edit"])
            history += edit_between(texts[document], changed, paths[document])
            texts[document] = changed
    target = next((key for key, place in paths.items() if _posix(wanted["relativePath"]).endswith(place)), None)
    if target is None:
        return Skipped(name, "the next edit is in a file that was not opened")
    before = texts[target]
    after = [apply_edit(before, wanted["edit"])]
    after += [apply_edit(before, edit) for edit in _accepted(file.with_name("scoredEdits.w.json"), paths[target])]
    return Example(
        name=name, path=paths[target], before=before, after=tuple(after), history=tuple(history), commit=""
    )


def apply_edit(text: str, edit: Edit) -> str:
    """`text` with `[start, end, new]` replacements, all in the offsets of `text`."""
    units = text.encode("utf-16-le", "surrogatepass")
    parts, position = [], 0
    for start, end, new in sorted(edit, key=lambda one: (one[0], one[1])):
        if not position <= start <= end <= len(units) // 2:
            raise ValueError(f"the edit {start}-{end} does not fit a text of {len(units) // 2} units")
        parts += [units[2 * position : 2 * start], new.encode("utf-16-le", "surrogatepass")]
        position = end
    return b"".join([*parts, units[2 * position :]]).decode("utf-16-le", "surrogatepass")


def _accepted(file: Path, path: str) -> Iterator[Edit]:
    if not file.is_file():
        return
    for scored in json_of(file)["edits"]:
        if scored.get("scoreCategory") == "nextEdit" and scored.get("edit"):
            uri = _posix(str(scored.get("documentUri", "")))
            if uri.endswith(path):
                yield scored["edit"]


def _posix(path: str) -> str:
    return str(PurePosixPath(path.replace("\\", "/")))


IMPORTER = Importer(
    "copilot-sessions",
    "VS Code Copilot Chat's recorded inline-edit sessions",
    "https://github.com/microsoft/vscode-copilot-chat",
    "MIT",
    "the folder test/simulation/fixtures/inlineEdits, or one recording.w.json of it",
    read,
)
