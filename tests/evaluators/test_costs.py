"""What a run took: the cache's answers cost nothing again, failures are counted by their reason."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from codeedit_bench.tasks.records import Prediction
from evaluators.costs import cost_rows, costs_of
from evaluators.evaluation import Evaluation, evaluate
from evaluators.running import Plan
from evaluators.runs.run import open_run

ANSWER = Prediction("t", 0, "", "", "stop", 1_000, 100, 2.0)


def test_costs_leave_out_the_cache_and_name_the_commonest_errors(dataset: Path, tmp_path: Path) -> None:
    evaluate(Evaluation(Plan(dataset, tmp_path / "run"), "copy"))
    manifest = open_run(tmp_path / "run").manifest
    priced = dataclasses.replace(manifest, backend_options={"price_in": 3, "price_out": 15.0})
    answers = [
        ANSWER,
        dataclasses.replace(ANSWER, cached=True),
        *[dataclasses.replace(ANSWER, finish_reason="error", error="HTTP 500: \x1b", prompt_tokens=0)] * 2,
        dataclasses.replace(ANSWER, finish_reason="error", error="HTTP 400", completion_tokens=0),
    ]
    cost = costs_of(priced, answers)
    assert cost["paid"] == {"prompt_tokens": 2_000, "completion_tokens": 300}
    assert cost["price"] == 0.0105
    rows = cost_rows(cost)
    assert ("answers", "5; 1 from the cache, 3 failed") in rows
    assert ("tokens", "3,000 in, 400 out; without the cache 2,000 in, 300 out") in rows
    assert rows[-2:] == [("error, 2×", "HTTP 500: \\x1b"), ("error, 1×", "HTTP 400")]
    assert "price" not in costs_of(manifest, answers)
    assert cost_rows({"seconds_total": 1.0}) == [], "a summary of an earlier version"
