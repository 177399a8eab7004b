"""What a phone shows first, and who works with the keyboard stays where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from leaderboard import sitedata
from leaderboard.build import build_site
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.test_axe import PHONE
from tests.leaderboard.test_pages import BY_SCORE, Visit, a_task
from tests.leaderboard.world import answers_with_skill, make_dataset, make_run, make_task

pytestmark = pytest.mark.browser


def test_the_first_rows_stand_on_a_phones_first_screen_and_the_filters_are_folded(visit: Visit) -> None:
    visitor = visit(**PHONE)
    page = visitor.open("index.html")
    row = page.locator(".board tbody tr").nth(2).bounding_box()
    assert row["y"] + row["height"] <= 844
    assert not page.locator("[data-filter=lang]").is_visible()
    page.click("details.filters > summary")
    assert page.locator("[data-filter=lang]").is_visible()
    page.select_option("[data-filter=lang]", "go")
    page.wait_for_selector("#status:has-text('(go)')")
    assert "(1 chosen)" in page.inner_text("details.filters > summary")
    page.focus("[data-filter=kind]")
    page.keyboard.press("Escape")
    assert not page.locator("[data-filter=lang]").is_visible()
    assert page.evaluate("document.activeElement.dataset.hold") == "filters"


def test_a_desktop_has_its_filters_open_without_a_fold(visit: Visit) -> None:
    page = visit().open("index.html")
    assert page.locator("[data-filter=lang]").is_visible()
    assert not page.locator("details.filters > summary").is_visible()


def test_a_phone_marks_what_may_have_been_seen_in_a_column_of_its_own(visit: Visit) -> None:
    page = visit(**PHONE).open("index.html#since=2022-09-01")
    page.wait_for_selector("td.mark")
    assert page.locator("th.mark").inner_text() == "Seen?"
    assert page.locator("tr[data-system=middle-7b] td.mark").inner_text() == "trained to 2023-03-31"
    score = page.locator("tr[data-system=middle-7b] td.headline .value").bounding_box()
    assert score["x"] + score["width"] <= 390, "the mark does not push the score off the screen"


@pytest.mark.parametrize(
    ("address", "control", "choose"),
    [
        ("tasks.html", "[data-filter=kind]", "literal"),
        ("compare.html", "[data-filter=lang]", "go"),
        ("index.html", "[data-filter=tier]", "core"),
    ],
)
def test_a_choice_keeps_the_focus(visit: Visit, address: str, control: str, choose: str) -> None:
    page = visit().open(address)
    page.focus(control)
    page.select_option(control, choose)
    page.wait_for_function("value => location.hash.includes(value)", arg=choose)
    page.wait_for_timeout(300)
    assert page.evaluate("control => document.activeElement.matches(control)", control)


def test_ticks_pages_and_switches_keep_the_focus_and_ticks_live_in_the_address(visit: Visit, site: Path) -> None:
    visitor = visit()
    page = visitor.open("index.html")
    page.focus("[data-pick=copy]")
    page.keyboard.press("Space")
    page.wait_for_function("() => location.hash.includes('pick=copy')")
    assert page.evaluate("document.activeElement.dataset.pick") == "copy"
    page.click("text=Reset")
    page.wait_for_function("() => location.hash === ''")
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.dataset.hold") == "reset"
    page = visitor.open("tasks.html")
    page.focus("text=Next")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=page 2 of 2")
    page.focus("text=Previous")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=page 1 of 2")
    page = visitor.open(f"task.html#id={a_task(site)}")
    page.focus("text=the developer's edit")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.dataset.hold") == "against reference"


def test_of_many_systems_the_best_come_first_and_the_others_after_them(
    visit: Visit, world: tuple[Path, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, runs = world
    monkeypatch.setattr(sitedata, "FIRST_SYSTEMS", 2)
    site = build_site(runs, dataset, tmp_path / "site").path
    first = [system["name"] for system in read_shard(site, "site")["systems"]]
    assert first == BY_SCORE[:2]
    assert [system["name"] for system in read_shard(site, "rest")] != BY_SCORE, "in the order of the answers"
    visitor = visit(site)
    for address in ("index.html", "index.html#lang=go", "index.html#pick=copy"):
        page = visitor.open(address)
        page.wait_for_function("() => document.querySelectorAll('.board tbody tr').length === 5")
        assert "5 of 5 systems" in page.inner_text("#status")
    page = visitor.open(f"task.html#id={a_task(site)}")
    assert "of 5 systems wrote it exactly" in page.inner_text("main")
    assert "copy" in visitor.open("compare.html").inner_text("main")
    assert visitor.open("system.html#id=copy").inner_text("h1") == "copy"


def test_rows_come_in_windows(visit: Visit, tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(number) for number in range(8)])
    runs = [
        make_run(tmp_path / f"r{n}", dataset, f"System {n:03}", answers_with_skill(n / 230)) for n in range(230)
    ]
    visitor = visit(build_site(runs, dataset, tmp_path / "site").path)
    page = visitor.open("index.html")
    page.wait_for_function("() => document.querySelectorAll('.board tbody tr').length === 100")
    page.wait_for_timeout(300)
    assert len(visitor.names()) == 100, "no more than a reader comes near to"
    scroll_to_the_end(page, 230)
    assert len(set(visitor.names())) == 230
    page.evaluate("scrollTo(0, 0)")
    page.click("[data-sort=name]")
    assert visitor.names() == [f"System {n:03}" for n in range(100)]
    scroll_to_the_end(page, 230)
    assert visitor.names() == [f"System {n:03}" for n in range(230)]
    page.evaluate("scrollTo(0, 0)")
    page.click("[data-sort=name]")
    page.wait_for_function("() => document.querySelectorAll('.board tbody tr').length === 100")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(visitor.names()) == 230, "a print has them all"
    page.fill("[data-filter=q]", "22")
    page.wait_for_selector("#status:has-text('12 of 230')")
    assert len(visitor.names()) == 12


def test_the_false_edits_stand_in_sight_where_no_edit_is_asked_for(visit: Visit) -> None:
    """They once stood to the right of three columns of dashes."""
    page = visit(**PHONE).open("index.html#ask=nothing")
    page.wait_for_selector("#status:has-text('no edit asked for')")
    assert page.locator(".board thead [data-sort=em_layout]").count() == 0
    box = page.locator(".board thead [data-sort=false_edits]").bounding_box()
    assert box["x"] + box["width"] <= PHONE["viewport"]["width"]


def scroll_to_the_end(page: Any, rows: int) -> None:
    """However slow the machine is: each window is waited for. An expression needs `eval`, a function not."""
    count = "document.querySelectorAll('.board tbody tr').length"
    while (before := page.evaluate(count)) < rows:
        page.evaluate("document.querySelector('.board tbody').lastElementChild.scrollIntoView()")
        page.wait_for_function(f"() => {count} > {before}")
    assert page.evaluate(count) == rows


def test_a_choice_counts_other_columns_for_the_rows_that_are_drawn(visit: Visit, tmp_path: Path) -> None:
    """The vectors of the others are fetched when a reader comes to them; the ranks are those of all systems."""
    dataset = make_dataset(tmp_path / "data", [make_task(number) for number in range(16)])
    runs = [
        make_run(tmp_path / f"r{n}", dataset, f"System {n:03}", answers_with_skill(n / 130)) for n in range(130)
    ]
    site = build_site(runs, dataset, tmp_path / "site").path
    visitor = visit(site)
    page = visitor.open("index.html#lang=go&sort=name&dir=asc")
    page.wait_for_selector("#status:has-text('(go)')")
    fetched = {url.rsplit("vectors/", 1)[1] for url in visitor.requests if "/vectors/" in url}
    assert {name for name in fetched if name.startswith("em_layout")} == {f"em_layout/{n}.js" for n in range(9)}
    assert {name for name in fetched if name.startswith("em_text")} == {f"em_text/{n}.js" for n in range(7)}
    scroll_to_the_end(page, 130)
    assert any(url.endswith("vectors/em_text/8.js") for url in visitor.requests)
    texts = page.locator(".board tbody td:nth-child(4)").all_inner_texts()
    assert all("." in text for text in texts), "every row has its own number"


@pytest.mark.parametrize("workers", ["Worker", "undefined"])
def test_a_choice_is_counted_the_same_with_and_without_a_worker(visit: Visit, site: Path, workers: str) -> None:
    visitor = visit(site)
    visitor.page.add_init_script(f"window.Worker = {workers}; window.made = 0;")
    visitor.page.add_init_script(
        "if (window.Worker) { const one = Worker; Worker = function (a) { window.made++; return new one(a); }; }"
    )
    page = visitor.open("index.html#lang=python")
    page.wait_for_selector("#status:has-text('(python)')")
    assert page.evaluate("window.made") == (1 if workers == "Worker" else 0)
    rows = page.locator(".board tbody tr").all_inner_texts()
    page = visit(site).open("index.html#lang=python")
    page.wait_for_selector("#status:has-text('(python)')")
    assert page.locator(".board tbody tr").all_inner_texts() == rows


def test_a_long_name_keeps_its_end_and_the_whole_name_is_at_hand(visit: Visit, tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(number) for number in range(8)])
    name = "A company's very long model name with a version at its end 32B-v3.1"
    runs = [
        make_run(tmp_path / "a", dataset, name, answers_with_skill(0.5), parameters=32 * 10**9),
        make_run(tmp_path / "b", dataset, "B 1B", answers_with_skill(0.5), parameters=10**9),
    ]
    site = build_site(runs, dataset, tmp_path / "site").path
    for context, most in (({}, 36), (PHONE, 30)):
        page = visit(site, **context).open("index.html")
        link = page.locator(".board .name a").filter(has_text="…")
        shown = link.inner_text()
        assert len(shown) <= most
        assert shown.startswith("A compan")
        assert shown.endswith("v3.1")
        assert link.get_attribute("title") == name
        clipped = link.evaluate("link => link.closest('th').scrollWidth > link.closest('th').clientWidth + 1")
        assert not clipped, "what was shortened is not cut again"
    drawn = (site / "pictures/size.svg").read_text(encoding="utf-8")
    assert "…" in drawn
    assert "v3.1</text>" in drawn
    assert "32B-v3.1:" in drawn, "whole where a pointer rests"
