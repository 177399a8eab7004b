"""Each importer on a small file in its source's form, written here."""

from __future__ import annotations

import json
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
from tests.evaluators.importers.sets import SETS, canitedit, edit_bench, rows


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


@pytest.mark.parametrize(
    "name",
    ["next-edit-prediction", "zed-evals", "zeta", "commitpackft", "canitedit", "apeval", "edit-bench"],
)
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


def test_recorded_steps_are_answers_to_the_steps_before_them(tmp_path: Path) -> None:
    """What comes after the last version is judged by tests, so it is no task; its instruction is no history."""
    [task], manifest = imported("apeval", tmp_path)
    assert [(edit.old, edit.new) for edit in task.history] == [("def area(w, h):\n", "def area(width, h):\n")]
    assert task.path == "HumanEval_0.py"
    assert manifest["rejects"] == {"fewer than two recorded steps": 1}


def test_published_answers_that_passed_all_tests_are_accepted(tmp_path: Path) -> None:
    [task], manifest = imported("edit-bench", tmp_path)
    assert "return width * h\n" in task.reference
    assert ["return h * width\n" in text for text in task.accepted] == [True]
    assert "```" not in task.reference
    assert task.history[0].new == "finish the rename\n"
    assert (task.cursor.line, task.cursor.column) == (0, 4)
    assert manifest["rejects"] == {"another language": 1, "no published answer passes its tests": 1}


def test_a_result_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path) -> None:
    home = edit_bench(tmp_path / "source")
    (tmp_path / "secret").write_text("a key\n")
    judged = home / "results" / "whole_file" / "wrong.json"
    judged.write_text(json.dumps({"question_../../../../secret": 1.0, "../../../../secret": 1.0}))
    rows(home / "test.jsonl", {**load_row(home), "problem_id": "../../../../secret"})
    assert main(["import", "edit-bench", str(home), "--out", str(tmp_path / "data")]) == 0
    [task] = open_dataset(tmp_path / "data").tasks()
    assert "a key" not in task.reference + "".join(task.accepted)


def load_row(home: Path) -> dict[str, object]:
    row: dict[str, object] = json.loads((home / "data/editbench/test.jsonl").read_text().splitlines()[0])
    return row


def test_an_imported_history_keeps_its_last_24_edits_and_tells_how_many_there_were(tmp_path: Path) -> None:
    def version(number: int) -> dict[str, str]:
        return {"type": "code", "lang": "python", "code": f"x = {number}\n"}

    row = {
        "task_id": "HumanEval/0",
        "history": [version(n) for n in range(40)],
        "current": version(40),
        "user": "",
    }
    (tmp_path / "apeval.json").write_text(json.dumps([row]))
    assert main(["import", "apeval", str(tmp_path / "apeval.json"), "--out", str(tmp_path / "data")]) == 0
    task = max(open_dataset(tmp_path / "data").tasks(), key=lambda one: one.edit_index)
    assert [edit.new for edit in task.history] == [f"x = {n}\n" for n in range(16, 40)]
    assert (task.edit_index, task.n_edits) == (39, 40)


def test_a_path_that_no_repository_can_have_is_left_out(tmp_path: Path) -> None:
    """Such a task would be in no valid data set, and nothing may take its path for one of ours."""
    good = json.loads(canitedit(tmp_path / "source").read_text())
    rows(
        tmp_path / "source" / "test.jsonl", good, {**good, "name": "../../shapes"}, {**good, "name": ".git/shapes"}
    )
    made = tmp_path / "data"
    assert main(["import", "canitedit", str(tmp_path / "source"), "--out", str(made)]) == 0
    assert {task.path for task in open_dataset(made).tasks()} == {"shapes.py"}
    assert load_json(made / "manifest.json")["rejects"] == {"a path that no repository can have": 4}
    assert main(["validate", str(made)]) == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("apeval", '{"task_id": "a/0", "history": [{}]}', "has a version without a text 'code'"),
        ("edit-bench", '{"problem_id": 1}', "has no text 'programming_language'"),
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


def test_a_hunk_without_its_header_is_read_from_its_file_s_start() -> None:
    """Zed's evals have some: people leave out the numbers that nobody needs."""
    first, second = parse_hunks(
        "--- a/x.py\n+++ b/x.py\n a\n-b\n+c\n--- a/y.py\n+++ b/y.py\n@@ -3,1 +3,1 @@\n-d\n+e\n"
    )
    assert (first.path, first.old_start, first.old, first.new) == ("x.py", 0, ("a\n", "b\n"), ("a\n", "c\n"))
    assert (second.path, second.old_start, second.old, second.new) == ("y.py", 2, ("d\n",), ("e\n",))


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
