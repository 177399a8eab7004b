"""EDIT-Bench (waynchi/editbench): edits that users of an editor asked for, judged by tests.

The set states no answer, and nothing foreign is run here. Its authors publish models' answers and what the tests
said of them. Those that passed every test are the accepted answers: an exact match with one is right, and a right
answer of another wording is missed. So the score is a lower bound. Tests and requirements are left out.

Written against the code that reads and judges the set: a row has `problem_id`, `programming_language`,
`original_code`, `highlighted_code` and `instruction`. `results/…/MODEL.json` judges `generations/…/MODEL/ID`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError
from evaluators.importers.building import note
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.importers.reading import TABLES, files_of, json_of, rows_of, text_of

_NEEDED = ("programming_language", "original_code", "highlighted_code", "instruction")
_SUFFIXES = {"python": "py", "javascript": "js", "javascript/react": "jsx"}
_BLOCK = re.compile(r"```[\w/+-]*\n(.*?)(?:```|\Z)", re.DOTALL)


def read(path: Path) -> Iterator[Example | Skipped]:
    passed = _passed(path)
    for file in files_of(path, *TABLES):
        for name, row in rows_of(file, _NEEDED):
            yield _example(name, row, passed.get(str(row.get("problem_id")), []))


def _example(name: str, row: dict[str, Any], answers: list[Path]) -> Example | Skipped:
    suffix = _SUFFIXES.get(row["programming_language"])
    if suffix is None:
        return Skipped(name, "another language")
    if not answers:
        return Skipped(name, "no published answer passes its tests")
    place, before, marked = str(row["problem_id"]), row["original_code"], row["highlighted_code"]
    before = before if before.endswith("\n") else before + "\n"
    return Example(
        name=name,
        path=f"{place}.{suffix}",
        before=before,
        after=tuple(_code(text_of(answer)) for answer in answers),
        history=(note("TODO.md", row["instruction"]),),
        cursor_offset=before.index(marked) if marked and before.count(marked) == 1 else None,
        repository=f"edit-bench/{place}",
    )


def _passed(path: Path) -> dict[str, list[Path]]:
    """The files of answers that passed all tests, by problem, in the order of the models' names."""
    found: dict[str, list[Path]] = {}
    judged = sorted(path.glob("results/**/*.json")) if path.is_dir() else []
    for file in judged:
        folder = path / "generations" / file.relative_to(path / "results").with_suffix("")
        scores = json_of(file)
        if not isinstance(scores, dict):
            raise DatasetError(f"{file} holds no scores by question; it is not a result of EDIT-Bench.")
        for question, score in scores.items():
            problem = question.removeprefix("question_")
            # Averages stand among the questions. What is no number could lead out of the folder.
            if problem.isdecimal() and score == 1 and (folder / problem).is_file():
                found.setdefault(problem, []).append(folder / problem)
    return found


def _code(answer: str) -> str:
    """The last fenced block of an answer, or all of it, as the set's own tests take it."""
    blocks = _BLOCK.findall(answer)
    return (blocks[-1] if blocks else answer).strip() + "\n"


IMPORTER = Importer(
    "edit-bench",
    "EDIT-Bench: edits that users of an editor asked for (arXiv 2511.04486)",
    "https://huggingface.co/datasets/copilot-arena/EditBench",
    "Apache-2.0",
    "a clone of waynchi/editbench with the hub's test.jsonl or complete.jsonl in it",
    read,
    version=1,
)
