"""Faults that were found by looking at pictures of the pages, on desktops and phones."""

from __future__ import annotations

import dataclasses
import itertools
import re
from pathlib import Path

import pytest

from codeedit_bench.tasks.records import task_digest
from leaderboard.build import build_site
from tests.leaderboard.test_axe import PHONE
from tests.leaderboard.test_pages import Visit
from tests.leaderboard.world import answers_with_skill, fixed_answer, make_dataset, make_run, make_task

pytestmark = pytest.mark.browser


def test_a_picture_wider_than_a_phone_is_a_region_that_scrolls(visit: Visit, site: Path) -> None:
    """The front page's pictures ended in the middle, without a sign that there is more."""
    page = visit(**PHONE).open("index.html")
    pictures = page.locator(".gallery .scroll")
    assert pictures.count() == page.locator(".gallery img").count() > 0
    page.locator(".gallery img").first.scroll_into_view_if_needed()
    assert pictures.first.evaluate("region => region.scrollWidth > region.clientWidth")
    assert pictures.first.get_attribute("tabindex") == "0"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page itself stays still"


def test_the_first_sentence_counts_the_edits_and_what_was_left_alone(visit: Visit) -> None:
    """It called all tasks edits."""
    page = visit().open("index.html")
    assert page.inner_text(".lead").startswith(
        "55 edits that developers made next and 5 regions that they left alone, from "
    )
    described = page.locator("meta[name=description]").get_attribute("content")
    assert "on 55 edits that developers made next, from" in described


@pytest.mark.parametrize("key", ["lang", "kind", "tier"])
def test_a_choice_is_of_as_many_tasks_as_it_says(visit: Visit, key: str) -> None:
    """The languages told the tasks that ask for an edit, the others and the line above the table told all."""
    page = visit().open("index.html")
    for option in page.locator(f"[data-filter={key}] option").all()[1:]:
        stated = re.search(r"\((\d+)\)$", option.inner_text())
        assert stated
        value = option.get_attribute("value")
        page.select_option(f"[data-filter={key}]", value)
        page.wait_for_selector(f"#status:has-text('({value})')")
        assert f" on {stated[1]} of 60 tasks" in page.inner_text("#status")


def test_an_answer_that_is_also_accepted_is_not_called_the_developers(visit: Visit, tmp_path: Path) -> None:
    task = make_task(0)
    other = task.region_text.replace("log(price_0)", "log(cost_0)")
    task = dataclasses.replace(task, accepted=(other,))
    task = dataclasses.replace(task, task_id=task_digest(task))
    dataset = make_dataset(tmp_path / "data", [task])
    runs = []
    for name, text in (("Developer", task.reference), ("Other", other)):
        runs.append(make_run(tmp_path / name, dataset, name, fixed_answer(text)))
    page = visit(build_site(runs, dataset, tmp_path / "site").path).open(f"task.html#id={task.task_id}")
    why = page.locator("[data-verdict=exact] .why").all_inner_texts()
    assert sorted(why) == ["The same text as an edit that is also accepted.", "The same text as the developer's."]


def test_shares_and_times_are_not_rounded_to_what_they_are_not(visit: Visit, tmp_path: Path) -> None:
    """“0% of them” stood for 0.3%, and “1000 ms” for a second."""
    tasks = [make_task(number, repository=f"https://github.com/example/project-{number}") for number in range(250)]
    dataset = make_dataset(tmp_path / "data", tasks)
    run = make_run(tmp_path / "run", dataset, "Some 7B", answers_with_skill(0.5))
    page = visit(build_site([run], dataset, tmp_path / "site").path).open("index.html")
    assert "the largest repository holds 0.4% of all tasks" in page.inner_text("#evidence")
    shown = page.evaluate("[0.994, 0.9951, 0.9999, 1].map((time) => codeedit.format('seconds', time))")
    assert shown == ["990 ms", "1.0 s", "1.0 s", "1.0 s"]


def test_nothing_is_offered_that_leads_to_nothing(visit: Visit, tmp_path: Path) -> None:
    """A set without no-edit tasks, and without slices."""
    dataset = make_dataset(tmp_path / "data", [make_task(number) for number in range(8)])
    run = make_run(tmp_path / "run", dataset, "Some 7B", answers_with_skill(0.5))
    visitor = visit(build_site([run], dataset, tmp_path / "site").path)
    page = visitor.open("index.html")
    assert page.locator("[data-filter=ask]").count() == 0
    headings = visitor.open("system.html#id=some-7b").locator(".breakdown h3").all_inner_texts()
    assert "By slice" not in headings
    assert "By edit kind" in headings


def test_eleven_languages_fit_into_the_width_of_the_other_pictures(visit: Visit, tmp_path: Path) -> None:
    """The page shrank the wider picture, and its words with it, to seven pixels on a phone."""
    names = ("python", "javascript", "typescript", "tsx", "java", "go", "c", "cpp", "csharp", "rust", "php")
    tasks = [dataclasses.replace(make_task(number), language=name) for number, name in enumerate(names)]
    tasks = [dataclasses.replace(task, task_id=task_digest(task)) for task in tasks]
    dataset = make_dataset(tmp_path / "data", tasks)
    run = make_run(tmp_path / "run", dataset, "A company's very long model name 32B-v3.1", answers_with_skill(0.5))
    page = visit(build_site([run], dataset, tmp_path / "site").path).open("pictures.html")
    picture = page.locator("svg[aria-label='By language']")
    assert float(picture.get_attribute("width")) <= 680
    outside = picture.evaluate(
        """picture => [...picture.querySelectorAll("text")].filter((words) => {
          const box = words.getBBox(), whole = picture.viewBox.baseVal;
          return box.x < 0 || box.x + box.width > whole.width;
        }).length"""
    )
    assert outside == 0
    heads = picture.locator("text.strong").evaluate_all(
        "heads => heads.map(head => head.getBBox()).map(({ x, width }) => ({ x, width }))"
    )
    heads.sort(key=lambda box: box["x"])
    assert all(a["x"] + a["width"] < b["x"] for a, b in itertools.pairwise(heads)), "heads stay apart"


def test_without_javascript_the_table_stands_and_its_links_lead_on(visit: Visit, site: Path) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    rows = page.locator("noscript table tbody tr, table.plain tbody tr").all_inner_texts()
    assert len(rows) == 5
    assert rows[0].split("\t")[1] == "Large (hosted)"
    for link in page.locator("main a, header a").all():
        target = link.get_attribute("href")
        assert (site / target).is_file(), target
    page.click("header nav >> text=Pictures")
    page.wait_for_selector("svg[aria-label='By language']")
    assert "Large (hosted)" in page.inner_text("main")
    for name in ("compare", "tasks", "task", "system"):
        page.goto(f"{site.as_uri()}/{name}.html")
        assert "This page needs JavaScript" in page.inner_text("main")
