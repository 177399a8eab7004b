"""A part's version is tied to what it does: its golden output may change only together with its version."""

from __future__ import annotations

import dataclasses

import pytest

from evaluators.metrics import METRICS
from miners.filters import FILTERS, bots
from tests import golden_versions
from tests.golden_versions import KINDS, mined, problems


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_does_what_its_version_says(kind: str) -> None:
    assert not problems(kind), "\n".join(problems(kind))


@pytest.mark.parametrize("name", FILTERS)
def test_the_golden_history_tries_every_filter(name: str) -> None:
    said = {verdict.partition(" ")[0] for verdict in mined()[1][name]}
    assert said == {"keep", "drop"}, (
        f"The golden history gives the filter {name} nothing to {'drop' if 'drop' not in said else 'keep'}: "
        "add a commit that it drops to write_history in tests/versions_history.py."
    )


def test_a_part_that_changes_without_its_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden_versions, "_scores", lambda function: [function])
    assert len(problems("metrics")) == len(METRICS)
    assert "em_text of the metrics does something else" in problems("metrics")[0]
    assert "raise the row em_text of METRIC_VERSIONS" in problems("metrics")[0]


def test_a_part_with_a_new_version_asks_to_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bots, "FILTER", dataclasses.replace(bots.FILTER, version=99))
    assert [sentence for sentence in problems("filters") if sentence.startswith("bots of the filters has another")]
