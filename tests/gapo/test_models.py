"""A model is found by path or name, and each that cannot be used is told in one sentence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.errors import CodeEditError
from gapo.config import load_recipe
from gapo.models.loading import adapter_base, load_model, model_path


def an_empty_folder(folder: Path, _model: str) -> None:
    folder.mkdir()


def weights_of_zeros(folder: Path, model: str) -> None:
    shutil.copytree(model, folder)
    (folder / "model.safetensors").write_bytes(bytes(64))


def an_adapter_of_nothing(folder: Path, _model: str) -> None:
    folder.mkdir()
    (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA"}))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (an_empty_folder, "does not hold a model: it has neither config.json nor adapter_config.json"),
        (weights_of_zeros, "cannot be loaded: "),
        (an_adapter_of_nothing, "its adapter_config.json does not name a base model"),
    ],
)
def test_what_is_wrong_with_a_model_is_one_sentence(
    make: Callable[[Path, str], None], sentence: str, model: str, tmp_path: Path
) -> None:
    make(tmp_path / "model", model)
    with pytest.raises(CodeEditError, match=sentence) as raised:
        load_model(str(tmp_path / "model"), load_recipe("tiny_gapo", []), [])
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere", "a-name-alone", "too/many/parts"])
def test_a_name_that_is_neither_a_folder_nor_of_a_hub_is_refused(name: str) -> None:
    with pytest.raises(CodeEditError, match="There is no model at"):
        model_path(name)


def test_an_adapter_names_its_base_model_by_folder_or_by_hub(model: str, tmp_path: Path) -> None:
    for stated, found in (
        (model, str(Path(model).resolve())),
        ("tiny", model_path("tiny")),
        ("owner/name", "owner/name"),
    ):
        (tmp_path / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": stated}))
        assert adapter_base(str(tmp_path)) == found
