"""The page about training runs: it shows what was logged, needs nothing else, and trusts nothing."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from gapo.report.charts import Chart, svg


def write_run(folder: Path, entries: list[dict], **result) -> Path:
    folder.mkdir(parents=True)
    (folder / "log.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    (folder / "run.json").write_text(json.dumps(result))
    (folder / "recipe.toml").write_text('algorithm = "grpo" # <b>\n')
    return folder


ENTRIES = [
    {"step": 1, "reward": 0.25, "group/q": 0.3, "group/mean": 0.2, "num_tokens": 500, "step_time": 2.0},
    {"step": 2, "reward": 0.5, "group/q": 0.4, "group/mean": 0.3, "num_tokens": 900, "step_time": 2.0},
    {"step": 2, "exact_match": 0.125},
]


def test_the_page_draws_what_was_logged_and_loads_nothing(tmp_path, capsys) -> None:
    run = write_run(tmp_path / "one", ENTRIES, advantage="gapo", reward=0.5)
    assert main(["training", "report", str(run)]) == 0
    page = (run / "report.html").read_text()
    assert capsys.readouterr().out.strip() == str(run / "report.html")
    for title in ("Reward", "Baselines", "Exact match, held out", "Throughput"):
        assert f"<b>{title}</b>" in page
    assert "Gradient norm" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv=", "")
    assert "<script" not in page


def test_what_a_run_says_is_never_markup(tmp_path) -> None:
    run = write_run(tmp_path / "x<img src=1>", ENTRIES, base_model="<script>alert(1)</script>")
    main(["training", "report", str(run), "--out", str(tmp_path / "page.html")])
    page = (tmp_path / "page.html").read_text()
    assert "<script" not in page
    assert "<img" not in page


def test_several_runs_share_the_charts(tmp_path) -> None:
    runs = [str(write_run(tmp_path / name, ENTRIES)) for name in ("first", "second")]
    main(["training", "report", *runs, "--out", str(tmp_path / "both.html")])
    page = (tmp_path / "both.html").read_text()
    assert page.count(">first</text>") == page.count(">second</text>") > 1


def test_a_folder_that_is_no_run_is_one_sentence(tmp_path, capsys) -> None:
    assert main(["training", "report", str(tmp_path)]) == 2
    assert "is not a training run: it has no log.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    "points", [[(1, 2.0)], [(0, 1e-7), (1, 3e-7)], [(0, 5.0), (9, 5.0)], [(0, -1e9), (1, 1e9)]]
)
def test_a_chart_is_well_formed_at_any_scale(points) -> None:
    drawing = svg(Chart("a <title> & more", {"x": points, "y": [(0, float("nan"))]}))
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert "nan" not in drawing


def test_a_chart_of_nothing_is_nothing() -> None:
    assert svg(Chart("empty", {"x": [(0, float("nan"))]})) == ""
