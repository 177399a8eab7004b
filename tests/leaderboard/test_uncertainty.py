"""The page computes the same statistics as Python, on random inputs."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from typing import Any

import numpy as np
import pytest

from evaluators.statistics.differences import difference, pairwise_p_values
from evaluators.statistics.intervals import intervals
from evaluators.statistics.ranking import rank_ranges
from evaluators.statistics.weighting import Clusters, Weighting

PROGRAM = """
globalThis.codeedit = {};
const fs = require("fs");
eval(fs.readFileSync(process.argv[1], "utf8"));
const { clustersOf, share, difference, ranks, tPoint } = codeedit.statistics;
const found = JSON.parse(fs.readFileSync(0, "utf8")).map(({ values, repository, repositories, weighting }) => {
  const members = Int32Array.from(repository.keys());
  const clusters = clustersOf(members, repository, repositories, weighting);
  const readers = values[0].map((_, system) => (task) => values[task][system]);
  const pair = difference((task) => values[task][1] - values[task][0], members, clusters);
  return { freedom: clusters.freedom, effective: clusters.effective, pair,
    shares: readers.map((read) => share(read, members, clusters)), ranks: ranks(readers, members, clusters) };
});
const points = [1, 2.5, 11, 400].map((freedom) => tPoint(0.975, freedom));
process.stdout.write(JSON.stringify({ found, points }));
"""


def cases() -> list[dict[str, Any]]:
    """Choices of tasks as people make them: few and many, one repository and a hundred, equal and lumped."""
    random = np.random.default_rng(20)
    made = []
    for number in range(120):
        tasks = int(random.choice([1, 2, 3, 5, 9, 20, 60, 240]))
        repositories = int(random.choice([1, 2, 3, 8, 40]))
        rates = random.choice([0.0, 0.02, 0.3, 0.5, 0.52, 0.97, 1.0], size=int(random.integers(2, 7)))
        values = (random.random((tasks, len(rates))) < rates).astype(float)
        if number % 3 == 0:  # the means of several samples
            values = np.round(values * random.integers(0, 5, values.shape) / 4, 2)
        lumps = random.dirichlet(np.full(repositories, 0.7))
        made.append(
            {
                "values": values.tolist(),
                "repository": random.choice(repositories, size=tasks, p=lumps).tolist(),
                "repositories": repositories,
                "weighting": "tasks" if number % 2 else "repositories",
            }
        )
    return made


@pytest.fixture(scope="module")
def computed() -> dict[str, Any]:
    """What the page's script computes for `cases()`, run by node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's script with")
    script = resources.files("leaderboard") / "site/statistics.js"
    done = subprocess.run(
        [node, "-e", PROGRAM, str(script)], input=json.dumps(cases()), capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_points_of_students_t_are_those_of_scipy(computed: dict[str, Any]) -> None:
    from scipy import stats

    assert computed["points"] == pytest.approx([stats.t.ppf(0.975, df) for df in (1, 2.5, 11, 400)], rel=1e-7)


@pytest.mark.parametrize("number", range(120))
def test_intervals_differences_and_ranks_are_pythons(computed: dict[str, Any], number: int) -> None:
    case, found = cases()[number], computed["found"][number]
    values = np.array(case["values"])
    weighting: Weighting = "tasks" if case["weighting"] == "tasks" else "repositories"
    clusters = Clusters.of(np.array(case["repository"]), weighting)
    assert found["freedom"] == pytest.approx(clusters.freedom, rel=1e-9)
    assert found["effective"] == pytest.approx(clusters.effective, rel=1e-9)
    for shown, expected in zip(found["shares"], intervals(values, clusters), strict=True):
        assert [shown["mean"], shown["low"], shown["high"]] == pytest.approx(
            [expected.value, expected.low, expected.high], abs=1e-7
        )
    pair = difference(values[:, 0], values[:, 1], clusters)
    assert [found["pair"][key] for key in ("mean", "low", "high", "p", "wins", "losses")] == pytest.approx(
        [pair.value, pair.low, pair.high, pair.p, pair.wins, pair.losses], abs=1e-7
    )
    ranges = rank_ranges(clusters.mean(values), pairwise_p_values(values, clusters))
    assert found["ranks"] == [[one.best, one.worst] for one in ranges]
