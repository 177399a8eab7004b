"""Ray that cannot be had is one sentence, whoever asked for it. Needs the extra `ray`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.clusters import on_ray
from codeedit_bench.errors import ClusterError
from tests.tasks import make_dataset, make_task

pytestmark = [
    pytest.mark.slow,  # Ray is slow to import
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the extra `ray` is not installed"),
    pytest.mark.filterwarnings("ignore"),  # Ray's own
]


@pytest.fixture(autouse=True)
def no_cluster_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "nonsense")


def test_what_ray_refuses_is_told_with_what_to_look_at() -> None:
    with pytest.raises(ClusterError, match=r"^Ray did not start: .* Look at \$RAY_ADDRESS"), on_ray():
        raise AssertionError


@pytest.mark.parametrize(
    "call",
    [
        ["evaluate", "{data}", "--backend", "copy", "--engine", "ray", "--shards", "2"],
        ["mine", "{history}", "--engine", "ray"],
    ],
    ids=lambda call: call[0],
)
def test_a_command_ends_in_one_sentence(
    call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, histories = make_dataset(tmp_path / "data", [make_task()]), tmp_path / "histories"
    assert main(["demo-repositories", "--out", str(histories), "--commits", "3", "--language", "python"]) == 0
    capsys.readouterr()
    given = [word.format(data=data, history=histories / "python") for word in call]
    assert main([*given, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("codeedit: Ray did not start: ")
