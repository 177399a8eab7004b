"""Small files in the form of each source that is imported, written here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

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


def apeval(home: Path) -> Path:
    def version(text: str) -> dict[str, str]:
        return {"type": "code", "lang": "python", "code": text.removesuffix("\n")}

    row = {"task_id": "HumanEval/0", "history": [version(OLD), version(NOW)], "current": version(NEW), "user": ""}
    row |= {"area": 12}
    home.mkdir(parents=True)
    (home / "apeval.json").write_text(json.dumps([row, {**row, "history": [], "task_id": "HumanEval/1"}]))
    return home


def edit_bench(home: Path) -> Path:
    """Three questions: two models answer the first, the second has no answer that passes, the third is in Ruby."""
    row = {
        "problem_id": 1,
        "pair_id": "a-b",
        "programming_language": "python",
        "original_code": NOW,
        "test_code": "",
    }
    row |= {
        "highlighted_code": "area(width, h):\n    return w",
        "instruction": "finish the rename",
        "cursor_position": "2:0",
    }
    questions = [row, {**row, "problem_id": 2}, {**row, "problem_id": 3, "programming_language": "ruby"}]
    rows(home / "data" / "editbench" / "test.jsonl", *questions)
    other = NEW.replace("return width * h\n", "return h * width\n")
    for model, text, score in (("modest", NEW, 1.0), ("plain", other, 1), ("wrong", OLD, 0.5)):
        folder = home / "generations" / "whole_file" / model
        folder.mkdir(parents=True)
        (folder / "1").write_text(f"Here it is:\n```python\n{text}```\nDone." if model == "modest" else text)
        (folder / "2").write_text(NEW)
        judged = {"pass_rate": 0.5, "question_1": score, "question_2": 0.0, "question_9": 1.0}
        rows(home / "results" / "whole_file" / f"{model}.json", judged)
    return home


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
    "apeval": apeval,
    "edit-bench": edit_bench,
}
