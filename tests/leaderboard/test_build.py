"""What `codeedit leaderboard build` writes, and what it refuses."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import PredictionsError, RunError
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import Prediction
from evaluators.runs.answer_columns import ANSWERS, LEVELS, AnswerColumns, relative, tasks_digest, write_answers
from evaluators.runs.run import PREDICTIONS, SCORES, open_run
from leaderboard.answers import SHOWN_ANSWERS, prefix_width
from leaderboard.build import build_site
from leaderboard.columns import COLUMNS
from leaderboard.links import commit_link, repository_link
from leaderboard.reading import slugs
from leaderboard.shards import pack_bits, script_json
from leaderboard.sitedata import size_class
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.world import LANGUAGES, answers_with_skill, fixed_answer, make_dataset, make_run, make_task

World = tuple[Path, list[Path]]


def test_the_command_prints_the_order_and_the_page_to_open(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset, runs = world
    out = tmp_path / "site"
    assert main(["leaderboard", "build", *map(str, runs), "--dataset", str(dataset), "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert printed.index("Large (hosted)") < printed.index("Small 1.5B") < printed.index("copy")
    assert str(out / "index.html") in printed
    assert (out / "index.html").is_file()


def test_systems_carry_every_column_and_every_language(site: Path) -> None:
    data = read_shard(site, "site")
    assert data["languages"] == ["go", "python", "rust", "typescript"]
    for system in data["systems"]:
        assert len(system["values"]) == len(COLUMNS) == len(data["columns"])
        assert len(system["languages"]) == 4
        assert system["low"] <= system["values"][0] <= system["high"]


def test_tasks_that_ask_for_no_edit_count_in_the_false_edits_alone(site: Path) -> None:
    data = read_shard(site, "site")
    copy = next(system for system in data["systems"] if system["slug"] == "copy")
    values = dict(zip((column["key"] for column in data["columns"]), copy["values"], strict=True))
    assert data["dataset"]["no_edit"] == 5
    assert values["em_layout"] == 0.0, "leaving everything alone is no exact match"
    assert values["false_edits"] == 0.0


def test_equal_answers_are_told_once_with_the_systems_that_gave_them(site: Path) -> None:
    answers = [
        answer
        for shard in sorted((site / "data" / "answers").iterdir())
        for page in read_shard(site, f"answers/{shard.stem}").values()
        for answer in page["answers"]
    ]
    n_samples = [system["samples"] for system in read_shard(site, "site")["systems"]]
    assert sum(count for answer in answers for _, count in answer[4]) == 60 * sum(n_samples)
    assert len(answers) < 60 * len(n_samples)


def test_the_same_runs_give_the_same_bytes(world: World, site: Path, tmp_path: Path) -> None:
    dataset, runs = world
    again = build_site(list(reversed(runs)), dataset, tmp_path / "again").path
    first = {path.relative_to(site): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    second = {path.relative_to(again): path.read_bytes() for path in sorted(again.rglob("*")) if path.is_file()}
    assert first == second


def test_runs_on_another_data_set_are_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset, runs = world
    other = make_dataset(tmp_path / "other", [make_task(n) for n in range(70, 80)])
    stranger = make_run(tmp_path / "stranger", other, "stranger", answers_with_skill(0.5))
    out = tmp_path / "site"
    arguments = [*map(str, [runs[0], stranger]), "--dataset", str(dataset), "--out", str(out)]
    assert main(["leaderboard", "build", *arguments]) == 2
    assert "not comparable" in capsys.readouterr().err
    assert not out.exists()


def test_runs_scored_by_different_scorers_are_refused(world: World, tmp_path: Path) -> None:
    dataset, runs = world
    older = {**scorer_versions(LANGUAGES), "go": "rules 1"}
    old = make_run(tmp_path / "old", dataset, "old", answers_with_skill(0.5), scorer_version=older)
    with pytest.raises(RunError, match=r"differ in their scorer .*codeedit score") as refusal:
        build_site([runs[0], old], dataset, tmp_path / "site")
    assert "go: " in str(refusal.value)
    assert "python: " not in str(refusal.value), "only the difference is named"


def test_a_run_that_lacks_a_task_is_refused_by_name(world: World, tmp_path: Path) -> None:
    dataset, _ = world
    run = make_run(tmp_path / "run", dataset, "unfinished", answers_with_skill(0.5))
    scores = pq.read_table(run / "scores.parquet")
    dropped = scores.column("task_id")[0].as_py()
    pq.write_table(scores.slice(1), run / "scores.parquet")
    with pytest.raises(PredictionsError, match=f"lacks task {dropped}"):
        build_site([run], dataset, tmp_path / "site")


def test_a_run_with_an_unknown_task_is_refused_by_name(world: World, tmp_path: Path) -> None:
    dataset, _ = world
    run = make_run(tmp_path / "run", dataset, "odd", answers_with_skill(0.5))
    rows = pq.read_table(run / "scores.parquet").to_pylist()
    rows[3]["task_id"] = "f" * 20
    pq.write_table(pa.Table.from_pylist(rows), run / "scores.parquet")
    with pytest.raises(PredictionsError, match=r"f{20}"):
        build_site([run], dataset, tmp_path / "site")


def test_runs_limited_to_the_same_tasks_are_shown_on_those(world: World, tmp_path: Path) -> None:
    dataset, _ = world
    runs = [make_run(tmp_path / name, dataset, name, answers_with_skill(0.5), limit=20) for name in ("one", "two")]
    site = build_site(runs, dataset, tmp_path / "site").path
    assert read_shard(site, "site")["dataset"]["tasks"] == 20
    whole = make_run(tmp_path / "whole", dataset, "whole", answers_with_skill(0.5))
    with pytest.raises(RunError, match="differ in their number of tasks"):
        build_site([*runs, whole], dataset, tmp_path / "other")


def test_an_unscored_run_says_which_command_scores_it(world: World, tmp_path: Path) -> None:
    dataset, _ = world
    run = make_run(tmp_path / "run", dataset, "raw", answers_with_skill(0.5))
    (run / "scores.parquet").unlink()
    with pytest.raises(RunError, match="codeedit score"):
        build_site([run], dataset, tmp_path / "site")


def test_an_existing_site_is_kept_unless_replacing_is_asked_for(world: World, tmp_path: Path) -> None:
    dataset, runs = world
    arguments = [str(runs[0]), "--dataset", str(dataset), "--out", str(tmp_path / "site")]
    assert main(["leaderboard", "build", *arguments]) == 0
    assert main(["leaderboard", "build", *arguments]) == 2
    assert main(["leaderboard", "build", *arguments, "--replace"]) == 0


def test_a_data_script_is_ascii_and_cannot_end_its_element() -> None:
    text = script_json({"a": "</script><!-- \u2028 \u202e \ud800 é"})
    assert text.isascii()
    assert "<" not in text
    assert ">" not in text
    assert json.loads(text) == {"a": "</script><!-- \u2028 \u202e \ud800 é"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://example.com/a b",
        'https://example.com/"><script>',
        "http://example.com/a/b",
        "https://user@example.com/a/b",
        "/srv/repositories/a",
        "https://example.com/a/b\n",
    ],
)
def test_only_plain_https_addresses_become_links(address: str) -> None:
    assert repository_link(address) == ""
    assert commit_link(address, "a" * 40) == ""


def test_commit_links_follow_the_forge() -> None:
    assert commit_link("https://github.com/a/b.git", "c" * 40) == f"https://github.com/a/b/commit/{'c' * 40}"
    assert commit_link("https://gitlab.com/a/b", "c" * 40) == f"https://gitlab.com/a/b/-/commit/{'c' * 40}"
    assert commit_link("https://github.com/a/b", "HEAD; rm") == ""


def test_systems_of_one_name_get_different_addresses() -> None:
    assert slugs(["Model 7B", "Model 7B", "../../etc", "模型"]) == ["model-7b", "model-7b~2", "etc", "system"]


def test_right_answers_are_packed_bit_by_bit() -> None:
    packed = np.frombuffer(base64.b64decode(pack_bits(np.array([1, 0, 0, 0, 0, 0, 0, 0, 1]), 1)), dtype=np.uint8)
    assert packed.tolist() == [0b10000000, 0b10000000]
    wide = np.frombuffer(base64.b64decode(pack_bits(np.array([4, 1, 3]), 3)), dtype=np.uint8)
    assert wide.tolist() == [0b10000101, 0b10000000]


def test_an_answer_is_stored_as_its_difference_from_the_region() -> None:
    assert relative("a\nb\nc\n", "a\nX\nc\n") == (1, 1, "X\n")
    assert relative("a\na\n", "a\n") == (1, 0, "")
    assert relative("a\n", "") == (0, 0, "")


@pytest.mark.parametrize(("n_tasks", "width"), [(1, 0), (16, 0), (17, 1), (256, 1), (50_000, 3)])
def test_shards_hold_about_sixteen_tasks(n_tasks: int, width: int) -> None:
    assert prefix_width(n_tasks) == width


def test_size_classes_cover_every_size() -> None:
    assert [size_class(n) for n in (0, 10, 1_500_000_000, 7 * 10**9, 10**12)] == [
        "unknown",
        "under 1B",
        "1–5B",
        "5–16B",
        "over 80B",
    ]


def test_a_later_attempt_at_a_sample_replaces_the_earlier_one(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    run = make_run(tmp_path / "run", dataset, "retried", fixed_answer("late\n"))
    lines = (run / "predictions.jsonl").read_text()
    (run / "predictions.jsonl").write_text(lines.replace("late", "early") + lines)
    site = build_site([run], dataset, tmp_path / "site").path
    (page,) = read_shard(site, "answers/all").values()
    assert [answer[2] for answer in page["answers"]] == [[0, 0, "late\n"]]


def test_a_prediction_that_fits_no_task_is_refused(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    run = make_run(tmp_path / "run", dataset, "x", fixed_answer("x\n"))
    with (run / "predictions.jsonl").open("a") as file:
        file.write('{"task_id": "nowhere"}\n')
    with pytest.raises(PredictionsError, match="nowhere"):
        build_site([run], dataset, tmp_path / "site")


def test_a_run_without_its_completions_cannot_be_shown(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    run = make_run(
        tmp_path / "run", dataset, "x", lambda t, _: Prediction(t.task_id, 0, "", "", "stop", 0, 0, 0.0)
    )
    (run / "predictions.jsonl").unlink()
    with pytest.raises(PredictionsError, match=r"predictions\.jsonl"):
        build_site([run], dataset, tmp_path / "site")


def test_the_site_is_the_same_where_answers_are_read_a_few_at_a_time(
    world: World, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told of 60 tasks at once is told of two at once, from files that hold eight at once."""
    monkeypatch.setattr("leaderboard.answers.BLOCK_ANSWERS", 20)
    monkeypatch.setattr("leaderboard.answers.TASKS_A_GROUP", 8)
    monkeypatch.setattr("evaluators.runs.answer_columns.TASKS_A_GROUP", 8)
    monkeypatch.setattr("leaderboard.downloads.ROWS", 7)
    monkeypatch.setattr("evaluators.statistics.moments.IN_MEMORY", 0)
    monkeypatch.setattr("evaluators.statistics.moments._BLOCK", 100)
    dataset, runs = world
    again = build_site(runs, dataset, tmp_path / "again").path
    grouped = ["downloads/breakdowns.parquet", "downloads/tasks.parquet"]
    assert _different(site, again) == grouped, "these have more groups of rows"
    for name in grouped:
        assert pq.read_table(site / name).to_pylist() == pq.read_table(again / name).to_pylist()


def test_the_columns_of_a_scored_run_give_the_site_that_its_predictions_give(
    world: World, site: Path, tmp_path: Path
) -> None:
    dataset, runs = world
    copies = [Path(shutil.copytree(run, tmp_path / run.name)) for run in runs]
    for run in copies:
        write_answers(run, list(open_dataset(dataset).tasks("test")))
        lines = (run / PREDICTIONS).read_text()
        (run / PREDICTIONS).write_text("?" * len(lines))  # of the same length: the columns alone are read
    assert _different(site, build_site(copies, dataset, tmp_path / "again").path) == []


def test_columns_of_other_scores_or_predictions_are_not_read(world: World, tmp_path: Path) -> None:
    dataset, runs = world
    run = Path(shutil.copytree(runs[3], tmp_path / "run"))
    tasks = list(open_dataset(dataset).tasks("test"))
    write_answers(run, tasks)
    digest = tasks_digest(sorted(task.task_id for task in tasks))
    assert AnswerColumns.of(open_run(run), digest) is not None
    assert AnswerColumns.of(open_run(run), tasks_digest([tasks[0].task_id])) is None
    with (run / PREDICTIONS).open("a") as file:
        file.write((run / PREDICTIONS).read_text().splitlines()[0] + "\n")
    assert AnswerColumns.of(open_run(run), digest) is None
    write_answers(run, tasks)
    scores = pq.read_table(run / SCORES)
    pq.write_table(scores.take(list(range(len(scores) - 1, -1, -1))), run / SCORES)
    assert AnswerColumns.of(open_run(run), digest) is None
    (run / ANSWERS).write_bytes(b"PAR1")
    assert AnswerColumns.of(open_run(run), digest) is None


def test_a_page_tells_the_commonest_answers_and_counts_the_others(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    texts = ["a\n", "b\n", "b\n", *(f"c{n}\n" for n in range(SHOWN_ANSWERS))]
    runs = [make_run(tmp_path / str(n), dataset, f"s {n:03}", fixed_answer(text)) for n, text in enumerate(texts)]
    runs.append(make_run(tmp_path / "right", dataset, "right", answers_with_skill(1.0)))
    (page,) = read_shard(build_site(runs, dataset, tmp_path / "site").path, "answers/all").values()
    assert len(page["answers"]) == SHOWN_ANSWERS
    assert page["answers"][0][1] == LEVELS.index("text"), "the right one comes first"
    assert [answer[2][2] for answer in page["answers"][1:3]] == ["b\n", "a\n"], "then the commonest"
    assert page["others"] == [3, 3]


def test_an_exact_match_that_is_neither_right_nor_wrong_is_refused(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(1)])
    run = make_run(tmp_path / "run", dataset, "half", fixed_answer("x\n"))
    rows = pq.read_table(run / SCORES).to_pylist()
    pq.write_table(pa.Table.from_pylist([{**row, "em_layout": 0.5} for row in rows]), run / SCORES)
    with pytest.raises(PredictionsError, match="'em_layout' that is neither 0 nor 1"):
        build_site([run], dataset, tmp_path / "site")


def _different(one: Path, other: Path) -> list[str]:
    """The files of two sites that are not the same."""
    names = {str(path.relative_to(site)) for site in (one, other) for path in site.rglob("*") if path.is_file()}
    return sorted(name for name in names if (one / name).read_bytes() != (other / name).read_bytes())


def test_the_pages_are_installed_with_the_package() -> None:
    """They once were found by an editable installation alone."""
    root = Path(__file__).resolve().parents[2]
    folders = {
        path.parent for path in (root / "leaderboard").rglob("*") if path.suffix in (".html", ".js", ".css")
    }
    assert folders == {root / "leaderboard" / "site"}
    assert all((folder / "__init__.py").is_file() for folder in folders)
