"""While a model generates on a CPU its weights are as narrow as the recipe says; afterwards they are as before."""

from __future__ import annotations

import torch

from codeedit_bench.tasks.dataset import Dataset
from gapo.config import load_recipe
from gapo.models.precision import generating_in
from gapo.trainers.group import GroupTrainer
from tests.gapo.test_trainer import BASE, build, lengths


def loaded(model: str):
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32)


def test_the_weights_are_narrow_inside_and_untouched_outside(model: str) -> None:
    policy = loaded(model)
    before = {name: parameter.clone() for name, parameter in policy.named_parameters()}
    tied = policy.lm_head.weight is policy.get_input_embeddings().weight
    with generating_in(policy, "bfloat16"):
        assert {parameter.dtype for parameter in policy.parameters()} == {torch.bfloat16}
        assert (policy.lm_head.weight is policy.get_input_embeddings().weight) == tied
    assert all(torch.equal(before[name], parameter) for name, parameter in policy.named_parameters())


def test_weights_come_back_where_generation_fails(model: str) -> None:
    policy = loaded(model)
    try:
        with generating_in(policy, "bfloat16"):
            raise RuntimeError
    except RuntimeError:
        assert {parameter.dtype for parameter in policy.parameters()} == {torch.float32}


def test_float32_changes_nothing(model: str) -> None:
    policy = loaded(model)
    with generating_in(policy, "float32"):
        assert {parameter.dtype for parameter in policy.parameters()} == {torch.float32}


class Watched(GroupTrainer):
    """Notes the precision of the weights at each call that generates."""

    def _in_chunks(self, *arguments, **keywords):
        self.seen = {*getattr(self, "seen", set()), *(parameter.dtype for parameter in self.model.parameters())}
        return super()._in_chunks(*arguments, **keywords)


def test_a_rollout_in_bfloat16_generates_from_narrow_weights_and_trains_wide_ones(
    data: Dataset, model: str, tmp_path, monkeypatch
) -> None:
    recipe = load_recipe("tiny_gapo", [*BASE, "dtype=bfloat16"])
    trainer = build(recipe, data, model, tmp_path, [lengths], monkeypatch, kind=Watched)
    trainer.train()
    assert trainer.seen == {torch.bfloat16}
    assert {parameter.dtype for parameter in trainer.model.parameters()} == {torch.float32}
