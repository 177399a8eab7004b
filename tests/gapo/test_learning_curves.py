"""The picture of a run's numbers: smoothed where a step is noisy, and exact match as it was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.learning_curves import curve, main


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "sft"
    folder.mkdir()
    lines = [{"step": step, "loss": float(step)} for step in range(1, 8)]
    lines += [{"step": 4, "exact_match": 0.25}, {"step": 7, "exact_match": 0.5}]
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def test_a_loss_is_the_mean_of_the_last_five_steps(run: Path) -> None:
    assert list(curve(run / "log.jsonl", "loss"))[:2] == [(1.0, 1.0), (2.0, 1.5)]
    assert list(curve(run / "log.jsonl", "loss"))[-1] == (7.0, 5.0)


def test_exact_match_is_drawn_as_it_was_measured(run: Path) -> None:
    assert list(curve(run / "log.jsonl", "exact_match")) == [(4.0, 0.25), (7.0, 0.5)]


def test_the_picture_names_its_title_and_a_number_without_values_is_refused(run: Path) -> None:
    out = run / "picture.svg"
    assert main([str(run), "--title", "Loss & more", "--out", str(out)]) == 0
    assert "<title>Loss &amp; more</title>" in out.read_text(encoding="utf-8")
    with pytest.raises(SystemExit, match="no reward"):
        main([str(run), "--value", "reward", "--title", "Reward", "--out", str(out)])
