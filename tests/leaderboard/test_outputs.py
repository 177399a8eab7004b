"""Downloads, badges and pictures."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image

from codeedit_bench.cli import main
from codeedit_bench.markup.scales import linear_ticks, log_ticks
from codeedit_bench.markup.svg import text
from codeedit_bench.markup.words import visible
from codeedit_bench.tasks.records import Prediction
from leaderboard.breakdown import plain
from leaderboard.build import build_site
from leaderboard.columns import COLUMNS
from leaderboard.pictures.scatter import Point, duration, parameters, pareto_front, scatter
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.world import answers_with_skill, make_dataset, make_run, make_task


@pytest.mark.parametrize("name", ["leaderboard", "breakdowns", "tasks"])
def test_downloads_say_the_same_in_three_forms(site: Path, name: str) -> None:
    folder = site / "downloads"
    from_json = json.loads((folder / f"{name}.json").read_text())
    with (folder / f"{name}.csv").open(newline="") as file:
        from_csv = list(csv.DictReader(file))
    from_parquet = pq.read_table(folder / f"{name}.parquet").to_pylist()
    assert from_json == from_parquet
    assert [list(row) for row in from_csv] == [list(row) for row in from_json]
    written = [["" if value is None else str(value) for value in row.values()] for row in from_json]
    assert [list(row.values()) for row in from_csv] == written


def test_the_leaderboards_download_has_every_column(site: Path) -> None:
    row = json.loads((site / "downloads" / "leaderboard.json").read_text())[0]
    assert row["system"] == "Large (hosted)"
    assert {column.key for column in COLUMNS} <= set(row)
    assert {"rank", "low", "high", "em_layout_python"} <= set(row)


def test_scores_hold_every_sample_of_every_system(site: Path) -> None:
    scores = pq.read_table(site / "downloads" / "scores.parquet").to_pandas()
    assert len(scores) == 60 * (1 + 1 + 1 + 1 + 4)
    shown = {system["slug"]: system["values"][0] for system in read_shard(site, "site")["systems"]}
    tasks = json.loads((site / "downloads" / "tasks.json").read_text())
    repository = {row["task_id"]: row["repository"] for row in tasks if not row["no_edit"]}
    scores["repository"] = scores.task_id.astype(str).map(repository)
    asked = scores.dropna(subset="repository")
    by_repository = asked.groupby(["system", "repository"], observed=True).em_layout.mean()
    # One of seven repositories holds more than 15% of the tasks, so that each repository counts once.
    assert read_shard(site, "site")["dataset"]["weighting"] == "repositories"
    assert by_repository.groupby("system", observed=True).mean().to_dict() == pytest.approx(shown, abs=1e-7)


def test_all_columns_of_matches_count_once_what_the_headline_counts_once(site: Path) -> None:
    """In this world the same answers are right by text and by layout; a mean by task once stood beside one by
    repository."""
    data = read_shard(site, "site")
    assert data["dataset"]["weighting"] == "repositories"
    place = {column["key"]: number for number, column in enumerate(data["columns"])}
    for system in data["systems"]:
        headline = system["values"][place["em_layout"]]
        assert system["values"][place["em_text"]] == headline == system["values"][place["em_code"]]
        assert system["values"][place["em_layout_repositories"]] == headline
        for rows in read_shard(site, f"systems/{system['slug']}")["breakdown"].values():
            assert all(same_text == exact for _, _, exact, _, _, same_text, _ in rows)


def test_a_name_that_a_spreadsheet_would_run_is_written_harmlessly(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    run = make_run(tmp_path / "run", dataset, "=HYPERLINK(1)", answers_with_skill(1))
    site = build_site([run], dataset, tmp_path / "site").path
    assert "'=HYPERLINK(1)" in (site / "downloads" / "leaderboard.csv").read_text()


def test_a_badge_tells_score_interval_and_rank(site: Path) -> None:
    root = ET.fromstring((site / "badges" / "large-hosted.svg").read_text())
    label = root.attrib["aria-label"]
    system = next(one for one in read_shard(site, "site")["systems"] if one["slug"] == "large-hosted")
    assert f"{100 * system['values'][0]:.1f}%" in label
    assert "rank 1 of 4" in label, "a baseline takes no place"


def social(page: Path) -> dict[str, str]:
    """What a page tells those who show a preview of a link to it."""
    return dict(re.findall(r'<meta property="([a-z:]+)" content="([^"]*)"/>', page.read_text(encoding="utf-8")))


def test_a_preview_of_a_link_is_a_png_with_a_whole_address(world: tuple[Path, list[Path]], tmp_path: Path) -> None:
    dataset, runs = world
    site = build_site(runs, dataset, tmp_path / "site", address="https://example.github.io/board").path
    told = social(site / "tasks.html")
    assert told["og:url"] == "https://example.github.io/board/tasks.html"
    assert told["og:image"] == "https://example.github.io/board/assets/preview.png"
    assert told["og:image:type"] == "image/png"
    with Image.open(site / "assets/preview.png") as picture:
        assert picture.format == "PNG"
        assert picture.size == (int(told["og:image:width"]), int(told["og:image:height"])) == (1200, 630)
        colours = picture.getcolors(100_000)
    bars = next(count for count, colour in colours if colour == (0x14, 0x62, 0x7A))
    assert bars > 20_000, "the systems have bars"
    assert (site / "assets/preview.png").stat().st_size < 100_000


def test_a_preview_has_no_boxes_in_place_of_signs(tmp_path: Path) -> None:
    """Its font has no such signs: each of them would be drawn as the same box."""
    dataset = make_dataset(tmp_path / "data", [make_task(n) for n in range(4)])
    pictures = []
    for number, name in enumerate(("模型 7B", "Надежда 7B", "🚀🚀 7B", "Tree 7B")):
        run = make_run(tmp_path / f"run-{number}", dataset, name, answers_with_skill(1.0))
        site = build_site([run], dataset, tmp_path / f"site-{number}", title="a title").path
        with Image.open(site / "assets/preview.png") as picture:
            pictures.append(picture.tobytes())
    assert pictures[0] == pictures[1] == pictures[2], "each is … and what the font has"
    assert pictures[0] != pictures[3]


def test_names_of_strangers_fit_the_preview(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(n) for n in range(4)])
    names = ("W" * 100, "模型" * 50, "\u202eevil\x1b[2J", "<script>")
    runs = [make_run(tmp_path / str(n), dataset, name, answers_with_skill(0.5)) for n, name in enumerate(names)]
    site = build_site(runs, dataset, tmp_path / "site", title="W" * 200).path
    with Image.open(site / "assets/preview.png") as picture:
        margins = [picture.crop((0, 0, 58, 630)), picture.crop((1142, 0, 1200, 630))]
    assert [margin.getcolors() for margin in margins] == [[(58 * 630, (0xFC, 0xFB, 0xF8))]] * 2


@pytest.mark.parametrize(
    "address",
    ["http://example.com/", "example.com", 'https://example.com/"><script>', "https://user@example.com/"],
)
def test_a_site_stands_at_a_plain_https_address(
    address: str, world: tuple[Path, list[Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset, runs = world
    call = ["leaderboard", "build", str(runs[0]), "--dataset", str(dataset), "--out", str(tmp_path / "site")]
    assert main([*call, "--address", address]) == 2
    assert "is not a plain https address" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_every_picture_is_well_formed_and_stands_alone(site: Path) -> None:
    files = sorted((site / "pictures").glob("*.svg"))
    assert [file.stem for file in files] == ["history", "languages", "latency", "size"]
    for file in files:
        assert ET.fromstring(file.read_text()).find("{http://www.w3.org/2000/svg}style") is not None
    assert (site / "pictures.html").read_text().count('<svg xmlns="http://www.w3.org/2000/svg"') == 4


def test_groups_are_shown_without_the_zeros_that_put_them_in_order(site: Path) -> None:
    assert plain("03-04 edits") == "3-4 edits"
    assert plain("10-20 lines") == "10-20 lines"
    assert plain("2026-01") == "2026-01"
    drawn = (site / "pictures/history.svg").read_text(encoding="utf-8")
    assert ">3-4</text>" in drawn
    assert ">0</text>" in drawn


def test_the_pareto_front_holds_what_nothing_beats_in_both() -> None:
    def point(name: str, cost: float, mean: float) -> Point:
        return Point(name, name, cost, mean, mean, mean)

    points = [point("a", 1, 0.2), point("b", 2, 0.5), point("c", 3, 0.4), point("d", 4, 0.6), point("e", 1, 0.1)]
    assert [one.slug for one in pareto_front(points)] == ["a", "b", "d"]


def test_a_thousand_points_are_not_hidden_behind_their_whiskers() -> None:
    def drawn(count: int) -> int:
        points = [Point(f"s{n}", f"S {n}", 1 + n % 7, n / 2000, 0, 1) for n in range(count)]
        drawing = scatter(points, "x", str)
        assert drawing is not None
        return sum('class="whisker"' in part for part in drawing.parts)

    assert drawn(60) == 60
    assert 0 < drawn(1000) <= 7, "those of the front"


def test_a_picture_of_one_point_is_not_drawn() -> None:
    assert scatter([Point("a", "a", 1, 0.5, 0.4, 0.6)], "x", str) is None


def test_names_in_pictures_are_text() -> None:
    assert "<script" not in text(0, 0, "<script>alert(1)</script>")
    assert visible("a\u202eb\ud800") == "a⟨U+202E⟩b⟨U+D800⟩"


def test_a_site_of_one_run_with_no_measures_is_built(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    run = make_run(
        tmp_path / "run", dataset, "x", lambda t, _: Prediction(t.task_id, 0, "", "", "stop", 0, 0, 0.0)
    )
    site = build_site([run], dataset, tmp_path / "site").path
    assert [picture["name"] for picture in read_shard(site, "site")["pictures"]] == ["languages"]


def test_a_set_of_no_edit_tasks_alone_has_false_edits_and_no_exact_match(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(n, no_edit=True) for n in range(3)])
    run = make_run(tmp_path / "run", dataset, "x", answers_with_skill(1))
    site = build_site([run], dataset, tmp_path / "site").path
    (system,) = read_shard(site, "site")["systems"]
    values = dict(zip((column.key for column in COLUMNS), system["values"], strict=True))
    assert (values["em_layout"], values["false_edits"]) == (None, 0.0)


@pytest.mark.parametrize(
    ("high", "ticks"), [(1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (0.07, [0, 0.02, 0.04, 0.06, 0.08])]
)
def test_ticks_are_round_and_reach_the_top(high: float, ticks: list[float]) -> None:
    assert linear_ticks(high) == ticks


def test_log_ticks_are_at_least_four_where_the_range_allows() -> None:
    assert len(log_ticks(0.3, 3)) >= 4
    assert log_ticks(0.001, 100) == [0.001, 0.01, 0.1, 1, 10, 100]


def test_units_are_those_of_daily_use() -> None:
    assert [duration(s) for s in (4e-6, 0.25, 12.0)] == ["4 µs", "250 ms", "12 s"]
    assert [parameters(n) for n in (5e8, 7e9)] == ["500M", "7B"]
