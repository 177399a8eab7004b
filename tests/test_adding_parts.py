"""Adding a part as CONTRIBUTING.md says: a file and a row make it work, and a sentence names what is forgotten.

Each part here is a module on the import path and a row in the real table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import codeedit_bench as ceb
from codeedit_bench.cli import main
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.registry import Registry
from evaluators.backends import BACKENDS
from evaluators.metrics import METRICS
from evaluators.prompts import FORMATS
from gapo.estimators import ADVANTAGES
from miners.filters import FILTERS
from tests import golden_forms
from tests.evaluators.prompts.test_formats import missing_golden_file
from tests.golden_versions import mined, problems
from tests.tasks import make_dataset, make_task
from tests.test_dependencies import undeclared_grammar
from tests.test_docs import undocumented

PARTS = '''
import dataclasses
from codeedit_bench.languages.ruby import LANGUAGE as RUBY
from codeedit_bench.tasks.records import KEEP
from evaluators.backends.backend import BackendSpec
from evaluators.backends.baseline import Baseline
from evaluators.prompts.region import FORMAT as REGION
from miners.filters.filter import Filter

LANGUAGE = dataclasses.replace(RUBY, id="newruby", name="New Ruby", grammar="tree_sitter_newruby:language")
def make():
    return Baseline(lambda task: task.region_text.upper())

BACKEND = BackendSpec("capitals", "in capitals", "nothing", make)
FORMAT = dataclasses.replace(REGION, name="bare")
FILTER = Filter("file", lambda file, config: KEEP)

def same_length(task, predicted):
    """1 where the lengths are equal."""
    return float(len(predicted) == len(task.reference))

def less_best(rewards):
    """r - max."""
    return (rewards - rewards.nan_to_num(0.0).amax(1, keepdim=True)).nan_to_num(0.0)
'''
ROWS: list[tuple[Registry[object], str, str]] = [
    (LANGUAGES, "newruby", "LANGUAGE"),
    (BACKENDS, "capitals", "BACKEND"),
    (FORMATS, "bare", "FORMAT"),
    (FILTERS, "todo", "FILTER"),
    (METRICS, "same_length", "same_length"),
    (ADVANTAGES, "less_best", "less_best"),
]  # type: ignore[list-item]


@pytest.fixture
def _added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The parts in their tables."""
    (tmp_path / "added_parts.py").write_text(PARTS)
    monkeypatch.syspath_prepend(tmp_path)
    for table, name, attribute in ROWS:
        monkeypatch.setitem(table._rows, name, f"added_parts:{attribute}")
    mined.cache_clear()
    yield
    mined.cache_clear()
    sys.modules.pop("added_parts", None)


@pytest.mark.usefixtures("_added")
def test_a_language_asks_for_its_golden_pairs_then_its_forms_and_its_grammar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("tests.golden_forms.FOLDER", "tests.golden_pairs.FOLDER"):
        monkeypatch.setattr(folder, tmp_path)
    asked = "Write at least 12 to tests/golden/normalize/newruby/pairs.txt"
    assert asked in golden_forms.problem("newruby")
    with pytest.raises(SystemExit, match=asked):
        golden_forms.write("newruby")
    (tmp_path / "newruby").mkdir()
    pairs = "".join(
        f"=== {level}: a{n}\na = {n}\n---\na  = {n}\n" for n in range(6) for level in ("layout", "never")
    )
    (tmp_path / "newruby/pairs.txt").write_text(pairs)
    assert golden_forms.problem("newruby").endswith("is missing: run `python -m tests.golden_forms`.")
    assert undeclared_grammar("newruby") == (
        "The language newruby needs tree-sitter-newruby. State one version of it, as `tree-sitter-newruby==…`, "
        "among the dependencies in pyproject.toml and in constraints.txt: the normal form depends on it."
    )
    assert undeclared_grammar("ruby") == ""


@pytest.mark.usefixtures("_added")
@pytest.mark.parametrize(
    ("kind", "name"),
    [("formats", "bare"), ("metrics", "same_length"), ("estimators", "less_best"), ("filters", "todo")],
)
def test_a_part_whose_output_is_not_recorded_is_named_with_the_command(kind: str, name: str) -> None:
    asked = f"{name} of the {kind} has no golden output: run `python -m tests.golden_versions`."
    assert problems(kind) == [asked]


@pytest.mark.usefixtures("_added")
def test_a_format_asks_for_its_golden_file() -> None:
    assert "Write it by `UPDATE_GOLDEN=1 pytest" in missing_golden_file("bare")
    assert missing_golden_file("region") == ""


@pytest.mark.parametrize(("table", "name"), [(table, name) for table, name, _ in ROWS if table is not LANGUAGES])
def test_a_part_asks_for_its_line_in_the_docs(table: Registry[object], name: str) -> None:
    assert f"does not name the {table.kind} `{name}`: add it there" in undocumented(table.kind, name)


@pytest.mark.usefixtures("_added")
def test_with_a_file_and_a_row_the_parts_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import torch

    data = make_dataset(tmp_path / "data", [make_task()])
    words = ["--backend", "capitals", "--format", "region", "--out", str(tmp_path / "run")]
    assert main(["evaluate", "--dataset", str(data), *words]) == 0
    assert main(["score", str(tmp_path / "run"), "--dataset", str(data), "--metric", "same_length"]) == 0
    assert ceb.load_run(tmp_path / "run").value("same_length") == 0.0
    assert main(["formats"]) == main(["backends"]) == 0
    assert "in capitals; needs nothing" in capsys.readouterr().out
    assert ceb.advantages(torch.tensor([[0.0, 1.0]]), "less_best").tolist() == [[-1.0, 0.0]]
