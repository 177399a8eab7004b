"""Every error ends as one sentence and the right exit status, whatever was raised."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

from codeedit_bench.cli import main
from codeedit_bench.cli.endings import INTERRUPTED, ending_of, say
from codeedit_bench.cli.table import COMMANDS, Command
from tests.tasks import make_dataset, make_task

PLACE = "tests.codeedit_bench.cli.commands_that_end"


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command of `commands_that_end`; return its status and what it said on stderr."""

    def run(name: str, *more: str) -> tuple[int, str]:
        monkeypatch.setitem(COMMANDS, name, Command(f"{PLACE}:{name}", "for a test", "The same command goes on."))
        status = main([name, *more])
        return status, capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("memory", 2, "The memory ran out. Use fewer --workers"),
        ("worker_killed", 2, "A worker process was killed"),
        ("program", 2, "The program 'git' is not on the PATH. Install git"),
        ("interrupt", 130, "interrupt was interrupted. The same command goes on."),
        ("disk", 2, "No space left on device. Free some space"),
        ("package", 2, "'a_package_that_nobody_wrote' is needed here and is not installed"),
        ("strange", 2, "a\\x1b[31m\\u202eb: No such file or directory. Check the path."),
    ],
)
def test_it_is_one_sentence_with_what_to_do(name: str, status: int, words: str, ending) -> None:
    found, said = ending(name)
    assert found == status
    assert said.startswith("codeedit: ")
    assert words in said
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said


def test_a_fault_of_ours_leaves_its_traceback_in_a_file_that_the_sentence_names(
    ending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    status, said = ending("fault", "--option", "api_key=sk-0123")
    assert status == 70
    assert "a fault of codeedit (ZeroDivisionError)" in said
    assert len(said.splitlines()) == 1
    file = Path(said.rstrip(".\n").rpartition(" ")[2])
    text = file.read_text()
    assert "ZeroDivisionError" in text
    assert "commands_that_end.py" in text
    assert "sk-0123" not in text


def test_debug_shows_the_traceback_of_any_error(ending) -> None:
    for name in ("fault", "strange"):
        _, said = ending(name, "--debug")
        assert "Traceback (most recent call last)" in said
        assert said.splitlines()[-1].startswith("codeedit: ")


def process(*words: object, stdout: int | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "codeedit_bench", *map(str, words)],
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **env},
        check=False,
    )


def test_a_reader_that_went_away_is_not_an_error() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = process("formats", stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_that_cannot_be_stored_is_one_sentence() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = process("formats", stdout=full)
    finally:
        os.close(full)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "codeedit: The system refused: No space left on device. Free some space, or name a place on another disk."
    ]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("ascii", []), ("cp1252", ["formats"]), ("ascii", ["backends"]), ("latin-1", ["evaluate", "--help"])],
)
def test_a_terminal_of_few_signs_is_shown_what_it_can_show(encoding: str, words: list[str]) -> None:
    done = process(*words, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode(encoding)


def test_a_task_of_any_letters_is_shown_on_a_terminal_that_knows_ascii_alone(tmp_path: Path) -> None:
    data = make_dataset(tmp_path / "data", [make_task(path="größe/数.py")])
    done = process("show", data, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "gr\\xf6\\xdfe/\\u6570.py" in done.stdout.decode("ascii")


@pytest.mark.parametrize("place", ["/proc/out", "{tmp}/file/out"])
@pytest.mark.parametrize(
    "words",
    [
        ["evaluate", "{tmp}/data", "--backend", "copy", "--out", "{out}"],
        ["submit", "{tmp}/run", "--out", "{out}"],
        ["leaderboard", "build", "{tmp}/run", "--dataset", "{tmp}/data", "--out", "{out}"],
        ["export", "--to", "verl", "--data", "{tmp}/data", "--out", "{out}"],
        ["demo", "--without-training", "--out", "{out}"],
        ["demo-repositories", "--out", "{out}"],
        ["mine", "{tmp}/repository", "--out", "{out}"],
        ["training", "report", "{tmp}/run", "--out", "{out}"],
    ],
    ids=lambda words: words[0],
)
def test_a_place_that_cannot_be_written_is_one_sentence(
    words: list[str], place: str, tmp_path: Path, git_repo, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_dataset(tmp_path / "data", [make_task(), make_task(path="b.py", split="train")])
    assert main(["evaluate", str(data), "--backend", "copy", "--out", str(tmp_path / "run")]) == 0
    (tmp_path / "file").write_text("x")
    git_repo.commit({"a.py": "x = 1\n"})
    git_repo.path.rename(tmp_path / "repository")
    out = place.format(tmp=tmp_path)
    capsys.readouterr()
    assert main([word.format(tmp=tmp_path, out=out) for word in words]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("codeedit: ")
    assert "Traceback" not in said


class Lock:
    """Of a library that notices that it was left half-way, as Python's own queue does."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        raise RuntimeError("release unlocked lock")


def interrupted_in_other_code() -> BaseException:
    try:
        with Lock():
            raise KeyboardInterrupt
    except RuntimeError as error:
        return error
    raise AssertionError


def test_ctrl_c_that_other_code_turned_into_an_error_of_its_own_is_no_fault() -> None:
    ending = ending_of(interrupted_in_other_code(), "mine", "The same command goes on.")
    assert ending == ("mine was interrupted. The same command goes on.", INTERRUPTED)


def test_what_a_person_can_mend_is_said_after_ctrl_c_as_well() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/data/out")
    full.__context__ = interrupted_in_other_code()
    assert "Free some space" in ending_of(full, "mine").sentence


def test_a_sentence_is_one_line_whatever_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    """A name with a line break in it would add a line that looks as if we had said it."""
    say("warning: x\ncodeedit: all is well: it failed.")
    assert capsys.readouterr().err == "codeedit: warning: x\\x0acodeedit: all is well: it failed.\n"
