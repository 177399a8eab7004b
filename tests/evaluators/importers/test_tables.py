"""Sets as they are published: Parquet and JSON lines, from a folder or a hub, and what an importer leaves out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.importers import hub
from evaluators.importers.zed_evals import _cursor
from tests.evaluators.conftest import load_json
from tests.evaluators.importers.instinct_row import INSTINCT

BEFORE = "import os\n\n\ndef area(w, h):\n    return w * h\n"
AFTER = BEFORE.replace("w * h", "w * h * 2")
COMMIT = {
    "commit": "c" * 40,
    "old_file": "area.py",
    "new_file": "area.py",
    "old_contents": BEFORE,
    "new_contents": AFTER,
    "subject": "Double the area",
    "repos": "someone/shapes",
    "license": "mit",
}
CAN = {
    "name": "area",
    "before": BEFORE,
    "after": AFTER,
    "instruction_descriptive": "Double the area.",
    "instruction_lazy": "double it",
}
NEXT = {**COMMIT, "current_contents": BEFORE, "old_contents": BEFORE.replace("os", "sys")}
ZETA = {
    "events": 'User edited "area.py":\n```diff\n@@ -1,1 +1,1 @@\n-import sys\n+import os\n```',
    "input": "```area.py\nimport os\n<|editable_region_start|>\nx = 1<|user_cursor_is_here|>\n"
    "<|editable_region_end|>\n```",
    "output": "```area.py\nimport os\n<|editable_region_start|>\nx = 2\n<|editable_region_end|>\n```",
}
SETS: dict[str, tuple[str, dict[str, Any]]] = {
    "commitpackft": ("data", COMMIT),
    "editpackft": ("data", COMMIT),
    "canitedit": ("test", CAN),
    "next-edit-prediction": ("test", NEXT),
    "zeta": ("train", ZETA),
    "instinct": ("train_python", INSTINCT),
}


def written(folder: Path, name: str, rows: list[Any], kind: str) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.{kind}"
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), file)
    else:
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def imported(name: str, path: Path | str, out: Path) -> list[EditTask]:
    assert main(["import", name, str(path), "--out", str(out)]) == 0
    return list(open_dataset(out).tasks())


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_the_same_as_parquet_and_as_json_lines(name: str, tmp_path: Path) -> None:
    stem, row = SETS[name]
    made = []
    for kind in ("parquet", "jsonl"):
        written(tmp_path / kind, stem, [row], kind)
        made.append(imported(name, tmp_path / kind, tmp_path / f"out-{kind}"))
    assert [task.reference for task in made[0]] == [task.reference for task in made[1]]
    assert [task.file_text for task in made[0]] == [task.file_text for task in made[1]]
    assert made[0]
    assert main(["validate", str(tmp_path / "out-parquet")]) == 0


def test_instinct_s_rows_have_their_region_cursor_history_and_answer(tmp_path: Path) -> None:
    (task,) = imported("instinct", written(tmp_path, "rows", [INSTINCT], "jsonl"), tmp_path / "out")
    assert task.region_text == "def area(w, h):\n    return w * h\n"
    assert task.reference == "def area(w, h):\n    return w * h * 2\n"
    assert task.suffix == "print(1)\n"
    assert (task.cursor.line, task.cursor.column) == (4, len("    return w"))
    assert [edit.new for edit in task.history] == ["import os\n", "def area(w, h):\n"], "oldest first"


def test_what_an_importer_leaves_out_is_counted_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = INSTINCT["messages"][1]
    rows = [
        INSTINCT,
        {"messages": None},
        {"messages": [question]},
        {"messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "x"}]},
        INSTINCT,
    ]
    imported("instinct", written(tmp_path, "rows", rows, "jsonl"), tmp_path / "out")
    assert "left out: duplicate 1, no editable region 1, no question or no answer 2" in capsys.readouterr().out
    rejects = load_json(tmp_path / "out" / "manifest.json")["rejects"]
    assert rejects == {"duplicate": 1, "no editable region": 1, "no question or no answer": 2}
    imported("editpackft", written(tmp_path, "one", [COMMIT], "jsonl"), tmp_path / "all")
    assert "left out: nothing" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a table"])
def test_a_damaged_table_is_one_sentence(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.parquet").write_bytes(content)
    assert main(["import", "zeta", str(tmp_path / "rows.parquet"), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "cannot be read as Parquet" in told
    assert len(told.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_set_of_a_hub_is_fetched_and_its_commit_is_stated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub's client is asked for the right set; what it brings is read as any folder is."""
    commit = "d" * 40
    asked: dict[str, Any] = {}

    def snapshot(name: str, **more: Any) -> str:
        asked.update(name=name, **more)
        written(tmp_path / commit, "train", [ZETA], "parquet")
        return str(tmp_path / commit)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot)
    imported("zeta", "hub:zed-industries/zeta", tmp_path / "out")
    assert (asked["name"], asked["repo_type"], asked["revision"]) == ("zed-industries/zeta", "dataset", None)
    assert load_json(tmp_path / "out" / "manifest.json")["revision"] == commit


@pytest.mark.parametrize("place", ["hub:", "hub:alone", "hub:a b/c", "hub:nobody/no-such-set"])
def test_a_set_that_cannot_be_fetched_is_one_sentence(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert hub.is_hub(Path(place))
    assert main(["import", "zeta", place, "--out", str(tmp_path / "out")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("excerpt", "line", "column"),
    [
        ("def f():\n    x = 1\n#   ^[CURSOR_POSITION]\n", 1, 4),
        ("def f():\n    x = 1\n# <[CURSOR_POSITION]\n", 1, 0),
        ("def f():\n    x = 1\n    # <[CURSOR_POSITION]\n", 1, 4),
        ("def f():\n    x = <|user_cursor|>1\n", 1, 8),
        ("def g():\n    x = 1\n#        ^[CURSOR_POSITION]\n", 4, 9),
        ("    é = 1\n#      ^[CURSOR_POSITION]\n", 6, 6),
    ],
)
def test_zed_s_cursor_stands_where_its_mark_says(excerpt: str, line: int, column: int) -> None:
    """`^` stands under the column, in bytes; `<` means the mark's own indentation; equal lines are told apart."""
    text = "def f():\n    x = 1\n\ndef g():\n    x = 1\n\n    é = 1\n"
    offset = _cursor(text, excerpt)
    assert offset is not None
    assert (text[:offset].count("\n"), offset - (text.rfind("\n", 0, offset) + 1)) == (line, column)


def test_a_file_that_is_no_text_is_told_in_a_whole_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.jsonl").write_bytes(b'{"commit": "\x88"}\n')
    assert main(["import", "editpackft", str(tmp_path / "data.jsonl"), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.endswith("invalid start byte.\n")
