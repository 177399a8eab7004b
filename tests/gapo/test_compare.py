"""The comparison: paired by seed, resumable, and its arithmetic."""

from __future__ import annotations

import json

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import write_dataset
from gapo.comparison.arms import RESULTS, Result, read_results
from gapo.comparison.summary import difference, estimate, markdown, minimum_detectable
from tests.gapo.conftest import rename_task


def result(arm: str, seed: int, greedy: float) -> Result:
    return Result(arm, 0.0, seed, 1.0, greedy, greedy, greedy, 5)


def test_the_interval_is_students() -> None:
    """1, 2, 3: mean 2, standard error 1/√3, t(0.975, 2) = 4.3027."""
    got = estimate([1.0, 2.0, 3.0])
    assert (got.mean, got.low, got.high) == pytest.approx(
        (2.0, 2 - 4.30265 / 3**0.5, 2 + 4.30265 / 3**0.5), abs=1e-4
    )


def test_differences_are_paired_by_seed() -> None:
    """The seeds differ by far more than the arms do; pairing shows the arms' difference all the same."""
    base = {0: 0.1, 1: 0.5, 2: 0.9, 3: 0.3}
    better = {seed: value + 0.02 + 0.001 * seed for seed, value in base.items()}
    gap = difference(better, {**base, 9: 0.0})
    assert gap is not None
    assert gap.estimate.mean == pytest.approx(0.0215)
    assert gap.p_value < 0.001
    assert (gap.wins, gap.losses) == (4, 0)
    assert 0 < minimum_detectable(better, base) < 0.01
    assert difference({0: 1.0}, base) is None


def test_the_table_states_the_difference_to_the_baseline() -> None:
    results = [result("grpo", seed, 0.30 + 0.01 * seed) for seed in range(3)]
    results += [result("gapo", seed, 0.34 + 0.011 * seed) for seed in range(3)]
    table = markdown(results, "grpo")
    assert "| grpo | 0% | 1 | 3 | 31.0 (28.5 to 33.5)" in table
    assert "| gapo − grpo | 0% | greedy | +4.1 (+3.9 to +4.3) | 0.000 | 3/0 |" in table


def test_a_comparison_runs_goes_on_and_trains_the_controls(data, model, tmp_path, capsys) -> None:
    tasks = [*data.tasks("train"), *(rename_task(number, "test") for number in range(200, 204))]
    write_dataset(tmp_path / "data", tasks, name="both", extra={})
    small = ["steps=1", "prompts_per_step=2", "samples=4", "device_batch=8", "completion_tokens=24", "seconds=0"]
    command = ["training", "compare", "--data", str(tmp_path / "data"), "--model", model, "--recipes", "tiny_grpo"]
    command += ["tiny_gapo", "--outliers", "0.0", "0.2", "--temperatures", "1.0", "0.5", "--eval-tasks", "3"]
    command += ["--out", str(tmp_path / "out"), *(word for text in small for word in ("--set", text))]
    assert main([*command, "--seeds", "1"]) == 0
    first = (tmp_path / "out" / RESULTS).read_text()
    arms = [
        (entry.arm, entry.outlier_rate, entry.temperature) for entry in read_results(tmp_path / "out" / RESULTS)
    ]
    assert arms == [
        *(("start", 0.0, 1.0), ("start", 0.0, 0.5), ("further sft", 0.0, 1.0)),
        *(("tiny_grpo", 0.0, 1.0), ("tiny_gapo", 0.0, 1.0), ("tiny_grpo", 0.2, 1.0), ("tiny_gapo", 0.2, 1.0)),
    ]
    with (tmp_path / "out" / RESULTS).open("a") as lines:
        lines.write('{"arm": "torn')
    assert main([*command, "--seeds", "2"]) == 0  # the torn line is dropped and run again
    second = (tmp_path / "out" / RESULTS).read_text()
    assert second.startswith(first)
    assert len(second.splitlines()) == 14
    assert json.loads(second.splitlines()[-1])["steps"] == 1
    assert "tiny_gapo − tiny_grpo" in capsys.readouterr().out
    elsewhere = [str(tmp_path / "elsewhere") if part == str(tmp_path / "out") else part for part in command]
    assert main([*elsewhere, "--seeds", "1", "--first-seed", "1"]) == 0
    assert (tmp_path / "elsewhere" / RESULTS).read_text() == second[len(first) :]  # a machine's share of the seeds
