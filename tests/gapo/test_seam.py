"""The contract with TRL: its seam is what we build on, and a change of it is told in one sentence."""

from __future__ import annotations

import pytest
import trl

from codeedit_bench.errors import TrainingError
from gapo.trainers.seam import SEAM, require_seam


def test_the_installed_trl_has_the_seam() -> None:
    require_seam()


@pytest.mark.parametrize(("kind", "method"), SEAM)
def test_a_method_that_is_gone_is_named(kind: str, method: str, monkeypatch) -> None:
    monkeypatch.setattr(getattr(trl, kind), method, None)
    with pytest.raises(TrainingError, match=f"has no {kind}.{method}. Install the TRL"):
        require_seam()


@pytest.mark.parametrize(("kind", "method"), SEAM)
def test_other_parameters_are_named(kind: str, method: str, monkeypatch) -> None:
    def other(self, something_else):
        return something_else

    monkeypatch.setattr(getattr(trl, kind), method, other)
    with pytest.raises(TrainingError, match=rf"{kind}.{method} of TRL .* takes \(self, something_else\)"):
        require_seam()


def test_advantages_that_no_longer_reach_the_loss_are_noticed(monkeypatch) -> None:
    def other(self, model, inputs):
        return inputs["weights"]

    monkeypatch.setattr(trl.GRPOTrainer, "_compute_loss", other)
    with pytest.raises(TrainingError, match="no longer holds"):
        require_seam()
