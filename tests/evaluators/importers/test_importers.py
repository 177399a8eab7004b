"""Each importer on a small file in its source's form, written here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.importers import IMPORTERS
from evaluators.importers.copilot_sessions import apply_edit
from evaluators.importers.diffs import parse_hunks, prior_edit
from tests.evaluators.conftest import load_json
from tests.evaluators.importers.instinct_row import INSTINCT

OLD = "def area(w, h):\n    return w * h\n\n\ndef volume(w, h, d):\n    return w * h * d\n"
NOW = OLD.replace("area(w, h)", "area(width, h)")
NEW = NOW.replace("return w * h\n", "return width * h\n")

ZED = """\
+++
repository_url = "git@github.com:example/shapes"
revision = "0123456789abcdef0123456789abcdef01234567"
+++

## Edit History

```diff
--- a/src/shapes.py
+++ b/src/shapes.py
@@ -1,3 +1,3 @@
-def area(w, h):
+def area(width, h):
     return w * h

```

## Cursor Position

```src/shapes.py
def area(width, h):
    return w * h
#          ^[CURSOR_POSITION]
```

## Expected Patch

```diff
--- a/src/shapes.py
+++ b/src/shapes.py
@@ -1,4 +1,4 @@
 def area(width, h):
-    return w * h
+    return width * h
#               ^[CURSOR_POSITION]

 def volume(w, h, d):
```

```diff
--- a/src/shapes.py
+++ b/src/shapes.py
@@ -1,2 +1,2 @@
 def area(width, h):
-    return w * h
+    return h * width
```
"""

SESSION = {
    "log": [
        {"kind": "meta", "data": {}},
        {"kind": "documentEncountered", "id": 0, "time": 1, "relativePath": "lib\\shapes.ts"},
        {"kind": "setContent", "id": 0, "time": 1, "content": "// 📐\nlet w = 1;\nuse(w);\nuse(w);\n"},
        {"kind": "changed", "id": 0, "time": 2, "edit": [[10, 11, "width"]]},
    ],
    "nextUserEdit": {"edit": [[25, 26, "width"], [33, 34, "width"]], "relativePath": "..\\x\\lib\\shapes.ts"},
}
SCORED = {
    "edits": [
        {"documentUri": "file:///x/lib/shapes.ts", "edit": [[25, 26, "width"]], "scoreCategory": "nextEdit"},
        {"documentUri": "file:///x/lib/shapes.ts", "edit": [[25, 26, "height"]], "scoreCategory": "bad"},
        {"documentUri": "file:///x/lib/shapes.ts", "edit": None, "scoreCategory": "valid"},
    ]
}


def rows(path: Path, *values: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(value) + "\n" for value in values))
    return path


def next_edit_prediction(home: Path) -> Path:
    row = {
        "commit": "a" * 40,
        "message": "m",
        "old_file": "src/shapes.py",
        "new_file": "src/shapes.py",
        "text": "",
    }
    row |= {"old_contents": OLD, "current_contents": NOW, "new_contents": NEW}
    other = {**row, "new_file": "shapes.pl", "commit": "b" * 40}
    return rows(home / "test.jsonl", row, other)


def humaneval_fix(home: Path) -> Path:
    row = {
        "task_id": "Python/7",
        "prompt": 'def area(w, h):\n    """ Area. """\n',
        "buggy_solution": "    return w + h\n",
        "canonical_solution": "    return w * h\n",
        "test": "\n\ndef check(area):\n    assert area(2, 3) == 6\n",
        "entry_point": "area",
    }
    return rows(home / "humanevalpack.jsonl", row)


def zed_evals(home: Path) -> Path:
    (home / "evals").mkdir(parents=True)
    (home / "evals" / "shapes--rename.md").write_text(ZED)
    return home / "evals"


def copilot_sessions(home: Path) -> Path:
    folder = home / "inlineEdits" / "1-shapes"
    folder.mkdir(parents=True)
    (folder / "recording.w.json").write_text(json.dumps(SESSION))
    (folder / "scoredEdits.w.json").write_text(json.dumps(SCORED))
    unfinished = home / "inlineEdits" / "2-nothing"
    unfinished.mkdir()
    (unfinished / "recording.w.json").write_text(json.dumps({"log": []}))
    return home / "inlineEdits"


def code_refinement(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    (home / "test.buggy-fixed.buggy").write_text("int METHOD_1 ( ) { return 1 ; }\nvoid METHOD_2 ( ) { }\n")
    (home / "test.buggy-fixed.fixed").write_text("int METHOD_1 ( ) { return 2 ; }\nvoid METHOD_2 ( ) { }\n")
    return home / "test.buggy-fixed.buggy"


def zeta(home: Path) -> Path:
    marked = "<|editable_region_start|>\n{}<|editable_region_end|>\n"
    head, tail = "```src/shapes.py\n<|start_of_file|>\n", "def volume(w, h, d):\n    return w * h * d\n```"
    row = {
        "events": 'User edited "src/shapes.py":\n\n```diff\n@@ -1,2 +1,2 @@\n'
        "-def area(w, h):\n+def area(width, h):\n     return w * h\n```",
        "input": head + marked.format("def area(width, h):\n    return w<|user_cursor_is_here|> * h\n\n\n") + tail,
        "output": head + marked.format("def area(width, h):\n    return width * h\n\n\n") + tail,
    }
    return rows(home / "eval.jsonl", row)


def canitedit(home: Path) -> Path:
    row = {"id": 1, "name": "shapes", "full_name": "1_shapes", "before": NOW, "after": NEW, "tests": ""}
    row |= {"instruction_descriptive": "Rename w to width in area.", "instruction_lazy": "finish the rename"}
    return rows(home / "test.jsonl", row)


def commitpackft(home: Path) -> Path:
    row = {"commit": "c" * 40, "old_file": "src/shapes.py", "new_file": "src/shapes.py", "lang": "Python"}
    row |= {
        "old_contents": NOW,
        "new_contents": NEW,
        "subject": "Finish the rename",
        "message": "",
        "license": "mit",
    }
    row |= {"repos": "example/shapes,fork/shapes"}
    return rows(home / "data.jsonl", row, {**row, "old_contents": "", "commit": "d" * 40})


def instinct(folder: Path) -> Path:
    folder.mkdir()
    (folder / "test_typescript.jsonl").write_text(json.dumps(INSTINCT) + "\n")
    return folder


SETS: dict[str, Callable[[Path], Path]] = {
    "next-edit-prediction": next_edit_prediction,
    "humaneval-fix": humaneval_fix,
    "zed-evals": zed_evals,
    "copilot-sessions": copilot_sessions,
    "code-refinement": code_refinement,
    "zeta": zeta,
    "canitedit": canitedit,
    "commitpackft": commitpackft,
    "editpackft": commitpackft,
    "instinct": instinct,
}


def imported(name: str, home: Path, *more: str) -> tuple[list[EditTask], dict[str, object]]:
    path = SETS[name](home / "source")
    assert main(["import", name, str(path), "--out", str(home / "data"), *more]) == 0
    return list(open_dataset(home / "data").tasks()), load_json(home / "data" / "manifest.json")


def test_every_importer_is_tested_here() -> None:
    assert set(SETS) == set(IMPORTERS)


@pytest.mark.parametrize("name", IMPORTERS)
def test_an_imported_set_is_valid_and_keeps_licence_and_revision(name: str, tmp_path: Path) -> None:
    tasks, manifest = imported(name, tmp_path, "--revision", "r" * 40)
    assert main(["validate", str(tmp_path / "data")]) == 0
    assert manifest["revision"] == "r" * 40
    assert manifest["source"] == IMPORTERS.load(name).source
    assert all(task.provenance.licence for task in tasks)
    assert all(task.split == "test" and name in task.tags for task in tasks)


def test_without_a_revision_the_content_names_it(tmp_path: Path) -> None:
    _, manifest = imported("canitedit", tmp_path)
    assert str(manifest["revision"]).startswith("sha256:")


@pytest.mark.parametrize("name", ["next-edit-prediction", "zed-evals", "zeta", "commitpackft", "canitedit"])
def test_the_rename_half_done_reads_as_it_was_written(name: str, tmp_path: Path) -> None:
    tasks, _ = imported(name, tmp_path)
    task = tasks[0]
    assert "return w * h\n" in task.region_text
    assert "return width * h\n" in task.reference
    assert task.language == "python"
    assert task.history


def test_history_comes_before_the_snippet_as_it_stands(tmp_path: Path) -> None:
    [task], manifest = imported("next-edit-prediction", tmp_path)
    assert [(edit.old, edit.new) for edit in task.history] == [("def area(w, h):\n", "def area(width, h):\n")]
    assert manifest["rejects"] == {"another language": 1}
    assert task.provenance.commit == "a" * 40


def test_zed_s_patches_are_all_accepted_and_its_cursor_is_found(tmp_path: Path) -> None:
    [task], _ = imported("zed-evals", tmp_path)
    assert "return width * h" in task.reference
    assert ["return h * width" in text for text in task.accepted] == [True]
    assert (task.cursor.line, task.cursor.column) == (1, 11)
    assert task.provenance.repository == "https://github.com/example/shapes"
    assert "CURSOR_POSITION" not in task.file_text + task.reference


def test_a_session_is_replayed_in_utf_16_units(tmp_path: Path) -> None:
    [task], manifest = imported("copilot-sessions", tmp_path)
    assert task.file_text == "// 📐\nlet width = 1;\nuse(w);\nuse(w);\n"
    assert task.reference.count("use(width)") == 2
    assert [text.count("use(width)") for text in task.accepted] == [1]
    assert task.path == "lib/shapes.ts"
    assert manifest["rejects"] == {"no next edit is recorded": 1}


def test_the_tests_of_a_planted_bug_are_its_history(tmp_path: Path) -> None:
    [task], _ = imported("humaneval-fix", tmp_path)
    assert task.region_text == "    return w + h\n"
    assert task.reference == "    return w * h\n"
    assert "assert area(2, 3) == 6" in task.history[0].new


def test_an_instruction_is_a_note_in_the_history(tmp_path: Path) -> None:
    tasks, _ = imported("canitedit", tmp_path)
    assert {task.history[0].new for task in tasks} == {"Rename w to width in area.\n", "finish the rename\n"}


def test_a_commit_keeps_its_own_licence_and_a_new_file_is_left_out(tmp_path: Path) -> None:
    [task], manifest = imported("commitpackft", tmp_path)
    assert (task.provenance.licence, task.provenance.repository) == ("MIT", "example/shapes")
    assert manifest["rejects"] == {"a new file": 1}


def test_rows_in_which_nothing_changes_are_counted(tmp_path: Path) -> None:
    tasks, manifest = imported("code-refinement", tmp_path)
    assert len(tasks) == 1
    assert manifest["rejects"] == {"nothing changes": 1}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("next-edit-prediction", "{}\n", "has no text 'commit'; this is not a file of this set"),
        ("canitedit", "not json\n", "line 1 is not valid JSON"),
        ("zed-evals", "# hello\n", "has no front matter"),
        ("copilot-sessions", "[]", "has no log; it is not a recorded session"),
        (
            "copilot-sessions",
            '{"log": [{"kind": "changed", "id": 3}], "nextUserEdit": {"edit": [[0, 0, ""]]}}',
            "KeyError",
        ),
        ("zeta", "", "gives no tasks: it is empty"),
    ],
)
def test_a_file_of_another_form_is_refused_in_one_sentence(
    name: str, content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text(content)
    assert main(["import", name, str(file), "--out", str(tmp_path / "out")]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_path_that_is_not_there_names_what_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "zeta", str(tmp_path / "no"), "--out", str(tmp_path / "out")]) == 2
    assert "zeta takes train.jsonl or eval.jsonl" in capsys.readouterr().err


def test_replacements_share_the_offsets_of_the_old_text() -> None:
    assert apply_edit("abcdef", [[4, 5, "E"], [0, 1, ""], [3, 3, "--"]]) == "bc--dEf"
    with pytest.raises(ValueError, match="does not fit"):
        apply_edit("abc", [[2, 9, ""]])


def test_a_hunk_without_spaces_on_blank_lines_is_read() -> None:
    [hunk] = parse_hunks("--- a/x.py\n+++ b/x.py\n@@ -3,4 +3,4 @@\n a\n\n-b\n+c\n d\n")
    assert (hunk.path, hunk.old_start, hunk.old, hunk.new) == (
        "x.py",
        2,
        ("a\n", "\n", "b\n", "d\n"),
        ("a\n", "\n", "c\n", "d\n"),
    )
    edit = prior_edit(hunk)
    assert (edit.old_start, edit.old, edit.new) == (4, "b\n", "c\n")
    assert split_lines(edit.diff)[2] == "@@ -3,4 +3,4 @@\n"
