"""Files and folders are whole or not there, and what a kill has left does not stay."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from codeedit_bench.errors import UsageError
from codeedit_bench.files import atomic_directory, atomic_path, require_place, write_text


def _fill(place: Path, text: str) -> None:
    (place / "page" if place.is_dir() else place).write_text(text)


def _killed_while_it_writes(writing: Callable[[Path], AbstractContextManager[Path]], target: Path) -> None:
    def work() -> None:
        with writing(target) as place:
            _fill(place, "unfinished, and longer than what comes later")
            os.kill(os.getpid(), signal.SIGKILL)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


WAYS = [pytest.param(atomic_path, id="a file"), pytest.param(atomic_directory, id="a folder")]


@pytest.mark.parametrize("writing", WAYS)
def test_what_a_kill_left_is_gone_after_the_next_writing(
    writing: Callable[[Path], AbstractContextManager[Path]], tmp_path: Path
) -> None:
    target = tmp_path / "made"
    _killed_while_it_writes(writing, target)
    assert not target.exists()
    assert len(list(tmp_path.iterdir())) == 1, "the kill left its work"
    with writing(target) as place:
        assert not place.is_dir() or not list(place.iterdir())
        _fill(place, "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    assert (target / "page" if target.is_dir() else target).read_text() == "whole"


@pytest.mark.parametrize("writing", WAYS)
def test_two_that_write_the_same_at_once_do_not_meet(
    writing: Callable[[Path], AbstractContextManager[Path]], tmp_path: Path
) -> None:
    target = tmp_path / "made"
    with contextlib.suppress(OSError), writing(target) as first:
        _fill(first, "first")
        with writing(target) as second:
            assert second != first
            _fill(second, "second")
        assert (target / "page" if target.is_dir() else target).read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_link_at_the_place_of_work_is_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    with atomic_path(tmp_path / "made") as place:
        used = place.name
    (tmp_path / "made").unlink()
    (tmp_path / used).symlink_to(mine)
    write_text(tmp_path / "made", "whole")
    assert mine.read_text() == "mine"
    assert not (tmp_path / "made").is_symlink()


def test_a_writing_that_fails_leaves_the_earlier_file(tmp_path: Path) -> None:
    target = tmp_path / "made"
    write_text(target, "earlier")
    with pytest.raises(UnicodeEncodeError):
        write_text(target, "later \udc80")
    assert target.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"  # stands for a device, which root alone can make
    os.mkfifo(pipe)
    for write in (lambda: write_text(pipe, "text"), lambda: require_place(pipe)):
        with pytest.raises(UsageError, match="pipe is a device or a pipe"):
            write()
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
