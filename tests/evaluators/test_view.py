"""`codeedit view`: a run as a person reads it, in a terminal and as one file that holds nothing dangerous."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import EditTask
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from evaluators.runs.prompt_texts import PROMPT_TEXTS, PromptTextLog, read_prompt_texts
from evaluators.statistics.groups import GROUPINGS
from tests.evaluators.conftest import load_json
from tests.tasks import make_dataset

HOSTILE = "</pre><script>alert(1)</script>\x1b[2J\u202e<img src=x onerror=alert(2)>&amp;\n"


def packed(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


@pytest.fixture
def run(answer_with: Callable[..., Path], tasks: list[EditTask]) -> Path:
    """One right answer, one hostile one, one that cannot be read, and empty ones."""
    chat = FORMATS.load("chat")
    answers = {task.task_id: chat.answer(task, "") for task in tasks}
    answers[tasks[0].task_id] = chat.answer(tasks[0], tasks[0].reference)
    answers[tasks[1].task_id] = chat.answer(tasks[1], HOSTILE)
    answers[tasks[2].task_id] = "no block\x07"
    return answer_with("run", answers, "--format", "chat")


def seen(run: Path, dataset: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert main(["view", str(run), "--dataset", str(dataset), *more]) == 0
    return capsys.readouterr().out


def test_the_prompt_is_kept_as_it_was_asked(run: Path, tasks: list[EditTask]) -> None:
    kept = read_prompt_texts(run, {tasks[3].task_id})
    asked = FORMATS.load("chat").render(tasks[3], Budget())
    assert list(kept) == [tasks[3].task_id]
    assert kept[tasks[3].task_id].messages == tuple((message.role, message.content) for message in asked.messages)


def test_a_sample_is_shown_with_prompt_completion_answer_reference_and_verdict(
    run: Path, dataset: Path, tasks: list[EditTask], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = seen(run, dataset, capsys, "--task", tasks[0].task_id, "--lines", "0")
    assert f"task {tasks[0].task_id}: right" in shown
    assert "You predict the next edit of a developer." in shown
    assert shown.count('return f"{self.total}"') >= 3, "in the completion, the answer and the reference"
    assert "1 of 1 samples; 1 right" in shown


def test_control_characters_of_an_answer_reach_no_terminal(
    run: Path, dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = seen(run, dataset, capsys)
    assert not {"\x1b", "\u202e", "\x07"} & set(shown)
    assert "\\x1b[2J\\u202e" in shown


@pytest.mark.parametrize(("verdict", "count"), [("right", 1), ("wrong", 10), ("unparseable", 1)])
def test_samples_are_chosen_by_verdict(
    run: Path, dataset: Path, verdict: str, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = seen(run, dataset, capsys, "--verdict", verdict)
    assert f"{count} of {count} samples; {count} {verdict}" in shown


def test_samples_are_chosen_by_every_grouping_that_a_summary_has(
    run: Path, dataset: Path, tasks: list[EditTask], capsys: pytest.CaptureFixture[str]
) -> None:
    for name, place in GROUPINGS.items():
        group = place(tasks[0])
        fitting = sum(place(task) == group for task in tasks)
        shown = seen(run, dataset, capsys, f"--{name.replace('_', '-')}", group, "--limit", "1")
        assert f"1 of {fitting} samples" in shown
    assert "12 samples" in seen(run, dataset, capsys, "--kind", "rename", "--limit", "1")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--language", "rust"], "has the language 'rust'. It has: python."),
        (["--task", "zzz"], "fits this choice"),
        (["--verdict", "excellent"], "excellent"),
    ],
)
def test_a_choice_that_fits_nothing_is_one_sentence(
    run: Path, dataset: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["view", str(run), "--dataset", str(dataset), *more]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 1


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_needs_nothing_else_and_holds_no_text_of_strangers_as_markup(
    run: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen(run, dataset, capsys, "--html", str(tmp_path / "run.html"))
    text = (tmp_path / "run.html").read_text(encoding="utf-8")
    page = Tags(text)
    assert not page.tags & {"script", "img", "link", "iframe", "a", "form", "object"}
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "id"}
    assert not re.search(r"https?://|url\(|@import", text)
    assert "default-src 'none'" in text
    assert not {"\x1b", "\u202e", "\x07"} & set(text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[2J\\u202e" in text
    assert "unparseable" in text


def test_a_run_without_its_prompts_is_shown_and_says_so_in_one_sentence(
    run: Path, dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / PROMPT_TEXTS).unlink()
    shown = seen(run, dataset, capsys)
    assert f"has no {PROMPT_TEXTS}: an earlier version made the run" in shown
    assert "12 of 12 samples" in shown


@pytest.mark.parametrize("damage", [b"", b"not gzip", packed('{"task_id": 3}\n'), packed("[[[")])
def test_damaged_prompts_are_one_sentence_and_the_rest_is_shown(
    run: Path, dataset: Path, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (run / PROMPT_TEXTS).read_bytes()
    (run / PROMPT_TEXTS).write_bytes(damage or whole[:-20])
    shown = seen(run, dataset, capsys)
    assert PROMPT_TEXTS in shown
    assert "12 of 12 samples" in shown


@pytest.mark.parametrize("cut", [1, 30, 0])
def test_prompts_that_were_cut_off_are_written_again_with_the_same_bytes(tmp_path: Path, cut: int) -> None:
    waves = [["one\n", "two\n"], ["three\n" * 50_000], [os.urandom(40_000).hex() + "\n"]]
    whole = PromptTextLog(tmp_path / "whole")
    for wave in waves:
        whole.append(wave)
    data = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(data[: len(data) - cut])
    again = PromptTextLog(tmp_path / "cut")
    assert again.waves == (2 if cut else 3)
    for wave in waves[again.waves :]:
        again.append(wave)
    assert (tmp_path / "cut").read_bytes() == data


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"metrics": {}}', '{"metrics": 3, "outcomes": {}}', "[" * 100_000, "\x00"]
)
def test_a_damaged_summary_is_one_sentence(
    run: Path, dataset: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "summary.json").write_text(content)
    capsys.readouterr()
    assert main(["view", str(run), "--dataset", str(dataset)]) == 2
    told = capsys.readouterr().err
    assert "summary.json" in told
    assert "codeedit score" in told
    assert len(told.strip().splitlines()) == 1


def test_a_run_states_its_costs_failures_and_cache_hits(run: Path) -> None:
    cost = load_json(run / "summary.json")["cost"]
    assert (cost["answers"], cost["cached"], cost["failed"], cost["errors"]) == (12, 0, 0, {})


def test_other_data_than_the_run_s_is_refused(
    run: Path, tmp_path: Path, tasks: list[EditTask], capsys: pytest.CaptureFixture[str]
) -> None:
    other = make_dataset(tmp_path / "other", tasks[:3])
    assert main(["view", str(run), "--dataset", str(other)]) == 2
    assert "content hash" in capsys.readouterr().err
    assert json.loads((run / "manifest.json").read_text())["n_tasks"] == 12
