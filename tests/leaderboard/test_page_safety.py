"""What submitters and repositories wrote is text on the pages: nothing of it runs in the reader's browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.build import build_site
from tests.leaderboard.browsing import Visitor
from tests.leaderboard.conftest import BY_SCORE, a_task
from tests.leaderboard.world import fixed_answer, make_dataset, make_run, make_task

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202egnp.exe\u2028\u2066</script>\n"


def test_what_models_and_repositories_wrote_is_text_and_never_runs(visit: Visit, tmp_path: Path) -> None:
    tasks = [
        make_task(
            number,
            repository="javascript:alert(3)//github.com/a/b",
            path="a/<img src=x onerror=alert(4)>\u202e.py",
            reference=HOSTILE,
        )
        for number in range(3)
    ]
    dataset = make_dataset(tmp_path / "data", tasks, name="<script>alert(5)</script>")
    runs = [
        make_run(tmp_path / "a", dataset, "<b onmouseover=alert(6)>bold</b>", fixed_answer(HOSTILE * 2)),
        make_run(tmp_path / "b", dataset, "'\"><script>alert(7)</script>", fixed_answer("\ud800 \x00 \x1b[31m")),
    ]
    site = build_site(runs, dataset, tmp_path / "site", title="</title><script>alert(8)</script>").path
    visitor = visit(site)
    page = visitor.open("index.html")
    assert sorted(visitor.names()) == ["'\"><script>alert(7)</script>", "<b onmouseover=alert(6)>bold</b>"]
    assert page.inner_text("h1") == "</title><script>alert(8)</script>"
    pages = ("compare.html", "tasks.html", "pictures.html", "system.html#id=b-onmouseover-alert-6-bold-b")
    for address in pages:
        visitor.open(address)
    for picture in sorted((site / "pictures").glob("*.svg")):
        page.goto(picture.as_uri())
        assert "onmouseover=alert" in page.content(), "the name is drawn"
    page = visitor.open(f"task.html#id={a_task(site)}")
    shown = page.inner_text("main")
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in shown
    assert page.locator("main script, main img, main b[onmouseover], a[href^=javascript]").count() == 0
    hidden = set(page.locator(".hidden-character").all_inner_texts())
    assert {"U+202E", "LS", "U+2066", "U+D800", "U+0000", "U+001B"} <= hidden
    assert "\u202e" not in page.inner_text("h1")
    assert visitor.dialogs == []


def test_no_script_of_the_site_writes_markup_from_strings(site: Path) -> None:
    for script in (site / "assets").glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function", script.read_text()
        )


def test_the_page_runs_only_its_own_scripts(visit: Visit, site: Path, tmp_path: Path) -> None:
    """The policy in the page stops an inline script even where escaping failed."""
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in site.rglob("*"):
        if path.is_file():
            (broken / path.relative_to(site)).parent.mkdir(parents=True, exist_ok=True)
            (broken / path.relative_to(site)).write_bytes(path.read_bytes())
    index = (broken / "index.html").read_text()
    (broken / "index.html").write_text(index.replace("<main", "<script>alert(1)</script><main"))
    visitor = visit(broken)
    visitor.open("index.html")
    assert visitor.names() == BY_SCORE
    assert visitor.dialogs == []
    assert len(visitor.errors) == 1
    assert "Content Security Policy" in visitor.errors.pop()
