"""Paths that git would not check out never become tasks, and `validate` rejects them."""

from __future__ import annotations

import pytest

from codeedit_bench.tasks.paths import is_ordinary
from codeedit_bench.tasks.validation import problems
from tests.tasks import make_task


@pytest.mark.parametrize(
    "path", ["a.py", "src/日本/é.py", "a b/c-d.py", ".github/x.py", "gitx/..a/b..py", "a.git/b.py"]
)
def test_what_git_checks_out_everywhere_is_ordinary(path: str) -> None:
    assert is_ordinary(path)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/a.py",
            "../a.py",
            "a/../b.py",
            "a//b.py",
            "./a.py",
            "a/",
            ".git/x.py",
            "a/.GIT/x.py",
            "git~1/x.py",
        ),
        *(
            ".g\u200cit/x.py",
            ".git./x.py",
            ".git::$DATA/x.py",
            "..\\a.py",
            "C:/a.py",
            "a\nb.py",
            "a\x1b[31m.py",
            "a\u2028.py",
        ),
    ],
)
def test_what_git_refuses_somewhere_is_not_ordinary_and_no_valid_task(path: str) -> None:
    assert not is_ordinary(path)
    assert any("paths" in problem for problem in problems(make_task(path=path)))
