"""The pages in a real browser, opened from disk as a reader would."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codeedit_bench.tasks.records import EditTask, Prediction
from leaderboard import downloads, gathering, sitedata
from leaderboard.build import build_site
from leaderboard.columns import COLUMNS, Column
from tests.leaderboard.browsing import Visitor
from tests.leaderboard.conftest import BY_SCORE, a_task, read_shard
from tests.leaderboard.world import answers_with_skill, fixed_answer, make_dataset, make_run, make_task

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def test_systems_stand_by_exact_match_first(visit: Visit) -> None:
    visitor = visit()
    visitor.open("index.html")
    assert visitor.names() == BY_SCORE


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_it_round(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("index.html")
    page.click("[data-sort=parameters]")
    assert visitor.names()[0] == "Small 1.5B"
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Size")
    page.click("[data-sort=parameters]")
    assert visitor.names()[0].startswith("Middle 7B")
    assert set(visitor.names()[-2:]) == {"Large (hosted)", "copy"}, "systems of unknown size stay last"
    page.click("[data-sort=name]")
    assert visitor.names() == sorted(BY_SCORE, key=str.lower)


def test_sorting_works_from_the_keyboard_and_keeps_the_focus(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("index.html")
    page.focus("[data-sort=name]")
    page.keyboard.press("Enter")
    assert visitor.names() == sorted(BY_SCORE, key=str.lower)
    assert page.evaluate("document.activeElement.dataset.sort") == "name"


def test_a_language_filter_computes_the_scores_again(visit: Visit, site: Path) -> None:
    data = read_shard(site, "site")
    place = data["languages"].index("python")
    expected = {system["name"]: f"{100 * system['languages'][place]:.1f}" for system in data["systems"]}
    visitor = visit()
    page = visitor.open("index.html")
    page.select_option("[data-filter=lang]", "python")
    page.wait_for_selector("#status:has-text('(python)')")
    shown = dict(zip(visitor.names(), page.locator(".board td.headline .value").all_inner_texts(), strict=True))
    assert shown == expected
    assert "15 of 60 tasks" in page.inner_text("#status")


def test_a_choice_of_nearly_all_tasks_gives_nearly_the_numbers_of_all(visit: Visit, site: Path) -> None:
    """No column changes what counts once where a reader begins to choose."""
    visitor = visit()

    def numbers(address: str, tasks: str) -> dict[str, list[str]]:
        page = visitor.open(address)
        page.wait_for_selector(f"#status:has-text('{tasks}')")
        cells = page.locator(".board td.headline .value, .board td.number").all_inner_texts()
        return {name: cells[3 * row : 3 * row + 3] for row, name in enumerate(visitor.names())}

    columns = "cols=em_layout,em_text,em_code"
    before = numbers(f"index.html#{columns}", "60 of 60 tasks")
    after = numbers(f"index.html#{columns}&since=2022-01-02", "59 of 60 tasks")
    assert list(after) == list(before)
    for name, shown in before.items():
        assert len(set(shown)) == len(set(after[name])) == 1, "the same answers are right by text and by layout"
        assert abs(float(shown[0]) - float(after[name][0])) < 3


def test_systems_are_filtered_by_name_back_end_size_and_weights(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("index.html")
    page.fill("[data-filter=q]", "7b four")
    assert visitor.names() == ["Middle 7B, four samples"]
    page.fill("[data-filter=q]", "")
    page.select_option("[data-filter=backend]", "openai")
    assert visitor.names() == ["Large (hosted)"]
    page.select_option("[data-filter=backend]", "")
    page.select_option("[data-filter=size]", "1–5B")
    assert visitor.names() == ["Small 1.5B"]
    page.click("text=Reset")
    page.check("[data-filter=open]")
    assert visitor.names() == ["Middle 7B, four samples", "Middle 7B", "Small 1.5B"]


def test_the_slider_restricts_tasks_and_greys_systems_trained_later(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("index.html")
    slider = page.locator("[data-filter=since]")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    page.wait_for_selector("#status:has-text('since')")
    since = re.search(r"since=(\d{4}-\d\d-\d\d)", page.url)
    assert since
    assert "2022-06-30" < since[1] < "2023-03-31"
    assert page.locator("tr.late").evaluate_all("rows => rows.map(row => row.dataset.system)") == ["middle-7b"]
    assert "trained to 2023-03-31" in page.locator("tr.late").inner_text()
    assert "60 of 60 tasks" not in page.inner_text("#status")
    assert "cut-off not stated" in page.inner_text("tr[data-system=large-hosted]")
    assert "cut-off" not in page.inner_text("tr[data-system=copy]"), "no model, no training"


def test_an_address_keeps_filters_sorting_and_columns(visit: Visit) -> None:
    visitor = visit()
    address = "index.html#lang=go&since=2022-06-01&sort=name&dir=desc&cols=em_layout,backend&q=middle"
    page = visitor.open(address)
    page.wait_for_selector("#status:has-text('(go, since 2022-06-01)')")
    assert visitor.names() == ["Middle 7B, four samples", "Middle 7B"]
    assert page.locator("thead th").all_inner_texts()[2:] == ["Seen?", "Exact match", "Back end"]
    assert page.input_value("[data-filter=lang]") == "go"
    page.click(".board tbody .name a >> nth=0")
    page.wait_for_selector("h1:has-text('Middle 7B, four samples')")
    assert "lang=go" in page.url
    page.click("nav >> text=Leaderboard")
    page.wait_for_selector("#status:has-text('(go, since 2022-06-01)')")


def test_every_number_that_does_not_follow_a_choice_is_marked(visit: Visit) -> None:
    """The price of a task once stood unmarked beside the scores of a choice."""
    keys = "em_layout,em_layout_tasks,similarity,not_scored,completion_tokens,prompt_tokens,seconds,price"
    page = visit().open(f"index.html#lang=python&cols={keys}")
    page.wait_for_selector("#status:has-text('(python)')")
    headed = page.locator(".board thead th:has(sup)").all_inner_texts()
    assert [text.split("all")[0].strip() for text in headed] == [
        *("By task", "No answer", "Tokens", "Prompt", "Latency", "Cost")
    ]


@pytest.mark.parametrize(
    "address",
    [
        *("lang=klingon", "since=9999-99-99", "since=2099", "since=1970-01-01", "kind=%3Cscript%3E", "tier=T9"),
        *(
            "after=nobody",
            "lang=klingon&kind=nothing&tier=x",
            "ask=everything",
            "sort=evil&dir=up",
            "dir=up",
            "sort=evil&dir=asc",
            "pick=evil,worse",
        ),
        *("open=yes", "lang=", "lang=Python", "__proto__=x", "since=20240101"),
    ],
)
def test_what_a_site_does_not_have_is_not_chosen_and_not_said_to_be(visit: Visit, address: str) -> None:
    """A mistyped address once said "(klingon)" over the numbers of all tasks."""
    page = visit().open(f"index.html#{address}")
    page.wait_for_selector("#status:has-text('5 of 5 systems on 60 of 60 tasks')")
    assert "(" not in page.inner_text("#status")
    assert page.locator(".board tbody .name a").all_inner_texts() == BY_SCORE
    assert page.inner_text("#compare") == ""
    assert page.locator("[data-over-all]:visible").count() == 0


def test_columns_are_chosen_and_remembered_in_the_address(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("index.html")
    page.click("summary:has-text('Columns')")
    page.check("[data-column=prompt_format]")
    page.uncheck("[data-column=created]")
    headings = page.locator("thead th").all_inner_texts()
    assert "Format" in headings
    assert "Date" not in headings
    again = visit()
    again.open(page.url.rsplit("/", 1)[1])
    assert again.page.locator("thead th").all_inner_texts() == headings


def test_two_chosen_systems_are_compared_on_the_same_tasks(visit: Visit, site: Path) -> None:
    visitor = visit()
    page = visitor.open("index.html")
    page.check("tr[data-system=copy] input")
    page.check("tr[data-system=large-hosted] input")
    assert page.inner_text("#compare") == "Compare the two chosen systems"
    page.click("text=Compare the two chosen systems")
    page.wait_for_selector("#verdict")
    verdict = page.inner_text("#verdict")
    large = next(system for system in read_shard(site, "site")["systems"] if system["slug"] == "large-hosted")
    score = large["values"][0]
    assert verdict.startswith(f"copy is behind Large (hosted): −{100 * score:.1f} points")
    only_copy, only_large = (int(text.split()[0]) for text in page.locator("section h2").all_inner_texts())
    assert f"on 55 tasks, {only_copy} better and {only_large} worse" in verdict
    page.locator(".differing a").last.click()
    page.wait_for_selector("h2:has-text('Answers')")
    assert set(page.locator("li.marked").all_inner_texts()) == {"copy", "Large (hosted)"}


def test_a_task_shows_each_answer_as_a_diff_with_its_verdict(visit: Visit, site: Path) -> None:
    wanted = {"✓ exact", "✗ unchanged", "✗ wrong", "! unparseable"}
    task = a_task(
        site, lambda page: len({(a[0], a[1]) for a in page["answers"]}) == 3 and len(page["answers"]) == 4
    )
    page = visit().open(f"task.html#id={task}")
    assert set(page.locator(".chip").all_inner_texts()) == wanted
    wrong = page.locator("[data-verdict=wrong]")
    assert "price_" in wrong.locator(".removed mark").first.inner_text()
    assert "amount_" in wrong.locator(".added mark").first.inner_text()
    assert "2 lines of its own and lacks 2" in wrong.locator(".why").inner_text()
    page.click("text=the developer's edit")
    assert "cost_" in page.locator("[data-verdict=wrong] .removed mark").first.inner_text()
    assert "against=reference" in page.url
    assert page.locator(".facts a").last.get_attribute("href").startswith("https://github.com/example/project-")


def test_a_system_of_several_samples_counts_once_among_those_that_were_right(visit: Visit, tmp_path: Path) -> None:
    """Two right answers of one system, which differ in white space, once counted as two systems."""
    dataset = make_dataset(tmp_path / "data", [make_task(1)])

    def answer(task: EditTask, chance: random.Random) -> Prediction:
        text = task.reference if chance.random() < 0.5 else task.reference + "\n"
        return Prediction(task.task_id, 0, text, text, "stop", 1, 1, 0.1)

    run = make_run(tmp_path / "run", dataset, "eight", answer, n_samples=8)
    rows = pq.read_table(run / "scores.parquet").to_pylist()
    right = [{**row, "em_layout": 1.0, "em_code": 1.0} for row in rows]
    pq.write_table(pa.Table.from_pylist(right), run / "scores.parquet")
    site = build_site([run], dataset, tmp_path / "site").path
    (task_id,) = read_shard(site, "answers/all")
    text = visit(site).open(f"task.html#id={task_id}").inner_text("main")
    assert "1 of 1 systems wrote it exactly at least once; 2 distinct answers." in text


def test_a_page_that_leaves_answers_out_counts_them(visit: Visit, tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    runs = [make_run(tmp_path / f"r{n}", dataset, f"s {n:03}", fixed_answer(f"c{n}\n")) for n in range(102)]
    site = build_site(runs, dataset, tmp_path / "site").path
    (task_id,) = read_shard(site, "answers/all")
    page = visit(site).open(f"task.html#id={task_id}")
    assert "102 distinct answers." in page.inner_text("main")
    assert page.inner_text("#others") == "The commonest are shown. 2 other wrong answers were given 2 times."


def test_a_system_page_shows_manifest_outcomes_and_breakdowns(visit: Visit) -> None:
    page = visit().open("system.html#id=small-1-5b")
    text = page.inner_text("main")
    for part in (
        "By language",
        "By edit kind",
        "By history length",
        "3-4 edits",
        "unparseable",
        "Manifest",
        "training_cutoff",
    ):
        assert part in text


def test_what_a_run_notes_of_itself_stands_where_its_makers_speak(visit: Visit, tmp_path: Path) -> None:
    """Four bits a weight, or marks that a tokenizer splits: a reader need not search the manifest for it."""
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    notes = ("Weights rounded to 4 bits", "<b>second</b>")
    run = make_run(tmp_path / "run", dataset, "noted", answers_with_skill(1), notes=notes)
    site = build_site([run], dataset, tmp_path / "site").path
    page = visit(site).open("system.html#id=noted")
    (said,) = [section for section in page.query_selector_all("section") if "makers say" in section.inner_text()]
    assert "Weights rounded to 4 bits · <b>second</b>" in said.inner_text()


def test_tasks_are_listed_by_choice_and_lead_to_their_pages(visit: Visit) -> None:
    page = visit().open("tasks.html#lang=rust&sort=hard")
    assert "15 of 60 tasks" in page.inner_text("[role=status]")
    assert set(page.locator("tbody td:nth-child(2)").all_inner_texts()) == {"rust"}
    page.click("tbody a >> nth=0")
    page.wait_for_selector("h2:has-text('Answers')")


def test_a_phone_shows_rank_name_and_score_without_scrolling_sideways(visit: Visit, site: Path) -> None:
    visitor = visit(viewport={"width": 390, "height": 800}, is_mobile=True, has_touch=True)
    for address in (
        "index.html",
        "compare.html",
        "tasks.html",
        "pictures.html",
        "system.html#id=copy",
        f"task.html#id={a_task(site)}",
    ):
        page = visitor.open(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page = visitor.open("index.html")
    box = page.locator("td.headline .value").first.bounding_box()
    assert box["x"] + box["width"] <= 390


def test_dark_and_light_follow_the_reader(visit: Visit) -> None:
    def brightness(scheme: str) -> float:
        page = visit(color_scheme=scheme).open("index.html")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3

    assert brightness("light") > 200
    assert brightness("dark") < 60


def test_numbers_are_written_as_people_write_them(visit: Visit) -> None:
    page = visit().open("index.html")
    shown = page.evaluate(
        """() => [500e6, 1.5e9, 7e9, 405e9, 12e3].map((size) => codeedit.format("parameters", size))
          .concat([0.00004, 0.0123, 0.81, 2.345, 140].map((time) => codeedit.format("seconds", time)))
          .concat([["percent", null], ["percent", 0], ["flag", false]].map((pair) => codeedit.format(...pair)))"""
    )
    assert shown[:5] == ["500M", "1.5B", "7B", "405B", "12k"]
    assert shown[5:10] == ["<1 ms", "12 ms", "810 ms", "2.3 s", "140 s"]
    assert shown[10:] == ["–", "0.0", ""]


def test_a_page_prints_its_numbers_and_leaves_the_controls_out(visit: Visit) -> None:
    page = visit().open("index.html")
    page.emulate_media(media="print")
    assert page.locator("td.headline .value").first.is_visible()
    assert page.locator("td.headline .whisker .dot").first.is_visible()
    assert not page.locator(".controls").is_visible()


def test_what_is_seen_can_be_saved(visit: Visit) -> None:
    page = visit().open("index.html#lang=go&q=middle")
    page.wait_for_selector("#status:has-text('(go)')")
    with page.expect_download() as download:
        page.click("text=CSV >> nth=0")
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0].startswith("rank,system,low,high,em_layout")
    assert len(lines) == 3
    assert '"Middle 7B, four samples"' in "".join(lines)


def test_the_keyboard_reaches_the_content_first_and_the_columns(visit: Visit) -> None:
    page = visit().open("index.html#lang=go")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert "lang=go" in page.url, "skipping keeps what was chosen"
    page.focus(".chooser summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "Exact match" not in page.locator("thead th").all_inner_texts()


def test_a_new_column_is_one_row(
    visit: Visit, world: tuple[Path, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, runs = world
    row = Column("seed", "Seed", "Of the sampling.", "count", lambda entry, _: entry.manifest.seed)
    for module in (gathering, sitedata, downloads):
        monkeypatch.setattr(module, "COLUMNS", (*COLUMNS, row))
    site = build_site(runs, dataset, tmp_path / "site").path
    page = visit(site).open("index.html")
    assert "Seed" in page.locator("thead th").all_inner_texts()
    page.click("[data-sort=seed]")
    assert page.locator("[data-column=seed]").count() == 1
    assert ",seed," in (site / "downloads" / "leaderboard.csv").read_text().splitlines()[0]


def test_an_unknown_task_or_system_is_told_and_not_an_empty_page(visit: Visit) -> None:
    visitor = visit()
    assert "names no task" in visitor.open("task.html#id=../../etc/passwd").inner_text("main")
    assert "Systems" in visitor.open("system.html#id=nobody").inner_text("h1")
