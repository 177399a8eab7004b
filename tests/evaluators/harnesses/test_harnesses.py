"""The same answers get the same exact match in inspect_ai, in lm-evaluation-harness and here."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import DatasetError, MissingExtraError, install_command
from codeedit_bench.tasks.records import NO_EDIT, EditTask, task_digest
from evaluators.harnesses.exporting import HARNESSES
from evaluators.harnesses.lm_eval_task import process_results, prompt
from evaluators.harnesses.questions import QUESTIONS, question_of, read_questions
from evaluators.prompts import FORMATS
from evaluators.statistics.metrics import EXACT_MATCHES
from tests.evaluators.conftest import load_json
from tests.tasks import make_dataset, make_task

FORMS = ("chat", "zeta")
ABSENT = {
    "inspect": importlib.util.find_spec("inspect_ai") is None,
    "lm-eval": importlib.util.find_spec("lm_eval") is None,
}


@pytest.fixture
def left_alone() -> EditTask:
    task = make_task(path="billing/left.py", tags=(NO_EDIT,), reference=make_task().region_text)
    return dataclasses.replace(task, task_id=task_digest(task))


@pytest.fixture
def data(tmp_path: Path, tasks: list[EditTask], left_alone: EditTask) -> Path:
    return make_dataset(tmp_path / "data", [*tasks, left_alone])


def answers(tasks: list[EditTask], left_alone: EditTask, form: str) -> dict[str, str]:
    """Right, right but for its layout, wrong and unreadable answers in turn."""
    made = {left_alone.task_id: FORMATS.load(form).answer(left_alone, left_alone.region_text)}
    for number, task in enumerate(tasks):
        texts = [task.reference, task.reference.replace("(self)", "( self )"), task.region_text]
        kind = number % 4
        made[task.task_id] = "No idea." if kind == 3 else FORMATS.load(form).answer(task, texts[kind])
    return made


def ours(tmp_path: Path, data: Path, made: Mapping[str, str], form: str) -> dict[str, float]:
    """Exact match by `codeedit evaluate` on the scripted answers."""
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(json.dumps({"task_id": k, "completion": v}) + "\n" for k, v in made.items()))
    call = ["--backend", "scripted", "--option", f"path={file}", "--format", form, "--workers", "1"]
    assert main(["evaluate", str(data), "--out", str(tmp_path / "run"), *call]) == 0
    metrics = load_json(tmp_path / "run" / "summary.json")["metrics"]
    return {name: metrics[name]["value"] for name in EXACT_MATCHES}


def exported(tmp_path: Path, data: Path, harness: str, form: str, capsys: pytest.CaptureFixture[str]) -> Path:
    out = tmp_path / f"for-{harness}"
    assert main(["export", "--to", harness, "--data", str(data), "--format", form, "--out", str(out)]) == 0
    assert "12 questions; 1 that ask for no edit are left out" in capsys.readouterr().out
    return out


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """inspect_ai's scripted model counts tokens by a vocabulary that it would download."""
    from inspect_ai.model import ModelAPI

    async def count(self: ModelAPI, text: str) -> int:
        return len(text) // 3

    monkeypatch.setattr(ModelAPI, "count_text_tokens", count)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.skipif(
    ABSENT["inspect"], reason="inspect_ai is not installed: pip install '.[inspect]' -c constraints.txt"
)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("offline")
def test_inspect_ai_gives_the_same_exact_match(
    tmp_path: Path,
    data: Path,
    tasks: list[EditTask],
    left_alone: EditTask,
    form: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from inspect_ai import eval as run_inspect
    from inspect_ai.model import ModelOutput, get_model

    made = answers(tasks, left_alone, form)
    folder = exported(tmp_path, data, "inspect", form, capsys)
    asked = {question.text: question for question in read_questions(folder)}
    stops = []

    def scripted(messages: list[Any], tools: Any, choice: Any, config: Any) -> ModelOutput:
        question = asked["\n\n".join(message.text for message in messages)]
        stops.append(tuple(config.stop_seqs or ()) == question.stop)
        assert config.temperature == 0
        return ModelOutput.from_content("scripted", made[question.task.task_id])

    monkeypatch.chdir(folder)
    model = get_model("mockllm/model", custom_outputs=scripted)
    (log,) = run_inspect("task.py", model=model, log_dir=str(tmp_path / "logs"), display="none")
    assert log.status == "success", log.error
    assert stops == [True] * 12
    found = {score.name: score.metrics["mean"].value for score in log.results.scores}
    expected = ours(tmp_path, data, made, form)
    assert {name: found[name] for name in EXACT_MATCHES} == pytest.approx(expected)
    assert 0 < expected["em_text"] < expected["em_layout"] < 1, "the answers tell the levels apart"


@pytest.mark.skipif(
    ABSENT["inspect"], reason="inspect_ai is not installed: pip install '.[inspect]' -c constraints.txt"
)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("offline")
def test_inspect_ai_counts_an_answer_that_met_its_limit_as_wrong(
    tmp_path: Path,
    data: Path,
    tasks: list[EditTask],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from inspect_ai import eval as run_inspect
    from inspect_ai.model import ModelOutput, get_model

    folder = exported(tmp_path, data, "inspect", "chat", capsys)
    right = FORMATS.load("chat").answer(tasks[0], tasks[0].reference)
    cut = [ModelOutput.from_content("scripted", right, stop_reason="max_tokens") for _ in range(12)]
    monkeypatch.chdir(folder)
    model = get_model("mockllm/model", custom_outputs=cut)
    (log,) = run_inspect("task.py", model=model, log_dir=str(tmp_path / "logs"), display="none")
    assert {score.metrics["mean"].value for score in log.results.scores} == {0.0}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.skipif(ABSENT["lm-eval"], reason="lm_eval is not installed: pip install '.[lm-eval]'")
@pytest.mark.filterwarnings("ignore")
def test_lm_evaluation_harness_gives_the_same_exact_match(
    tmp_path: Path,
    data: Path,
    tasks: list[EditTask],
    left_alone: EditTask,
    form: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "hub" / "datasets"))
    from lm_eval import simple_evaluate
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    made = answers(tasks, left_alone, form)
    folder = exported(tmp_path, data, "lm-eval", form, capsys)
    asked = {question.text: question for question in read_questions(folder)}

    class Scripted(LM):
        def generate_until(self, requests: list[Any], disable_tqdm: bool = False) -> list[str]:
            found = []
            for request in requests:
                text, settings = request.args
                assert tuple(settings["until"]) == asked[text].stop
                found.append(made[asked[text].task.task_id])
            return found

        def loglikelihood(self, requests: Any, disable_tqdm: bool = False) -> Any:
            raise NotImplementedError

        def loglikelihood_rolling(self, requests: Any, disable_tqdm: bool = False) -> Any:
            raise NotImplementedError

    found = simple_evaluate(
        model=Scripted(),
        tasks=["codeedit_data"],
        task_manager=TaskManager(include_path=str(folder), include_defaults=False),
        bootstrap_iters=0,
    )
    results = found["results"]["codeedit_data"]
    expected = ours(tmp_path, data, made, form)
    assert {name: results[f"{name},none"] for name in EXACT_MATCHES} == pytest.approx(expected)
    assert 0 < expected["em_text"] < expected["em_layout"] < 1


@pytest.mark.parametrize("form", FORMS)
def test_the_glue_of_lm_evaluation_harness_scores_as_we_do(
    tmp_path: Path,
    data: Path,
    tasks: list[EditTask],
    left_alone: EditTask,
    form: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The functions that the YAML file names, on the rows that it names: needs no harness."""
    made = answers(tasks, left_alone, form)
    folder = exported(tmp_path, data, "lm-eval", form, capsys)
    rows = [json.loads(line) for line in (folder / QUESTIONS).read_text().splitlines()]
    assert all(tasks[0].language in prompt(row) or form == "zeta" for row in rows)
    scores = [process_results(row, [made[row["task_id"]]]) for row in rows]
    mean = {name: sum(score[name] for score in scores) / len(scores) for name in EXACT_MATCHES}
    assert mean == pytest.approx(ours(tmp_path, data, made, form))


@pytest.mark.parametrize("harness", HARNESSES)
def test_the_same_export_has_the_same_bytes_and_replaces_only_its_own_folder(
    tmp_path: Path, data: Path, harness: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first = exported(tmp_path, data, harness, "chat", capsys)
    before = {path.name: path.read_bytes() for path in first.iterdir()}
    exported(tmp_path, data, harness, "chat", capsys)
    assert {path.name: path.read_bytes() for path in first.iterdir()} == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    assert main(["export", "--to", harness, "--data", str(data), "--out", str(tmp_path / "mine")]) == 2
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"


def test_questions_of_another_version_are_one_sentence() -> None:
    with pytest.raises(DatasetError, match="another version"):
        question_of({"task": "{}", "messages": [], "text": "", "stop": []})


@pytest.mark.skipif(not ABSENT["inspect"], reason="inspect_ai is installed")
def test_a_harness_that_is_not_installed_is_named(tmp_path: Path) -> None:
    from evaluators.harnesses.inspect_task import edit_task

    with pytest.raises(MissingExtraError, match=re.escape(install_command("inspect"))):
        edit_task(tmp_path, max_tokens=1)
