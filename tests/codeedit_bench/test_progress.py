"""Progress where nobody watches a bar: lines on stderr."""

from __future__ import annotations

import pytest

from codeedit_bench import progress
from codeedit_bench.progress import Progress


@pytest.fixture(autouse=True)
def a_line_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PLAIN_INTERVAL_SECONDS", 0.0)


def test_the_last_line_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A line came due with the last item, and was said again at the end."""
    with Progress("Mining", 2, "commits") as mining:
        mining.advance()
        mining.advance()
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" in ")[0] for line in lines] == ["Mining: 1/2 commits", "Mining: 2/2 commits"]


def test_work_without_items_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Describing", 0, "tasks"):
        pass
    assert capsys.readouterr().err.startswith("Describing: 0/0 tasks")
