"""`codeedit show`."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeedit_bench.cli import main
from tests.tasks import FILE, make_dataset, make_task


def test_it_shows_history_region_cursor_and_the_expected_diff(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    task = make_task()
    assert main(["show", str(make_dataset(tmp_path / "data", [task]))]) == 0
    shown = capsys.readouterr().out
    assert f"task {task.task_id}" in shown
    assert "billing/invoice.py (python)" in shown
    assert "-        self.amount = total\n+        self.total = total\n" in shown
    assert "    3 ▶         self.total = total\n" in shown
    assert "    6 │         return f" in shown
    assert '-        return f"{self.amount}"\n+        return f"{self.total}"\n' in shown


def test_a_task_is_found_by_the_start_of_its_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = [make_task(reference=f"x = {number}\n") for number in range(3)]
    data = str(make_dataset(tmp_path / "data", tasks))
    assert main(["show", data, "--task", tasks[1].task_id[:12]]) == 0
    assert "+x = 1\n" in capsys.readouterr().out


def test_an_id_that_fits_none_or_several_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = [make_task(reference=f"x = {number}\n") for number in range(40)]
    data = str(make_dataset(tmp_path / "data", tasks))
    assert main(["show", data, "--task", "zzz"]) == 2
    assert "No task of data has an id that starts with 'zzz'" in capsys.readouterr().err
    shared = next(c for c in "0123456789abcdef" if sum(task.task_id.startswith(c) for task in tasks) > 1)
    assert main(["show", data, "--task", shared]) == 2
    assert "Give more of it." in capsys.readouterr().err


def test_an_index_outside_the_data_set_tells_how_many_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(make_dataset(tmp_path / "data", [make_task()]))
    assert main(["show", data, "--index", "7"]) == 2
    assert "data has 1 tasks, numbered from 0; there is no task 7." in capsys.readouterr().err
    assert main(["show", data, "--index", "-1"]) == 2
    assert "--index must be at least 0, not -1." in capsys.readouterr().err


def test_what_could_steer_a_terminal_is_shown_as_an_escape(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "x = 1  # \x1b[2J\u202e [bold]not markup[/bold]\r\n"
    task = make_task(path="a\x1b[31m\nb.py", file_text=hostile + FILE, reference=hostile)
    assert main(["show", str(make_dataset(tmp_path / "data", [task]))]) == 0
    shown = capsys.readouterr().out
    assert not {"\x1b", "\u202e", "\r"} & set(shown)
    assert "\\x1b[2J\\u202e [bold]not markup[/bold]\\x0d" in shown
    assert "a\\x1b[31m\\x0ab.py" in shown


def test_a_task_without_an_edit_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    task = make_task(tags=("no_edit",))
    task = make_task(tags=("no_edit",), reference=task.region_text)
    assert main(["show", str(make_dataset(tmp_path / "data", [task]))]) == 0
    assert "no edit: the region is right as it stands" in capsys.readouterr().out


def test_a_folder_that_is_no_data_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(tmp_path)]) == 2
    assert "is not a data set: it has no manifest.json. Make one with `codeedit mine`." in capsys.readouterr().err
