"""Each error of the tree, where a person meets it: its message names the thing, what is wrong, what to do."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from codeedit_bench import errors
from codeedit_bench.cli.main import main, resolve
from codeedit_bench.cli.table import COMMANDS
from codeedit_bench.errors import install_command
from codeedit_bench.registry import Registry
from evaluators.backends import BACKENDS
from tests.evaluators.backends.server import model_server
from tests.git_repository import GitRepository
from tests.plugin.wheel import install
from tests.tasks import make_dataset, make_task


@dataclass
class Place:
    """A folder with a data set and a repository in it."""

    path: Path
    data: Path
    repository: GitRepository
    monkeypatch: pytest.MonkeyPatch

    def file(self, name: str, text: str) -> Path:
        (self.path / name).write_text(text)
        return self.path / name

    @property
    def out(self) -> Path:
        return self.path / "out"


def run(*arguments: object) -> None:
    """A command without the part that turns errors into messages."""
    name, rest = resolve([str(argument) for argument in arguments])
    module, _, function = COMMANDS[name].place.partition(":")
    getattr(importlib.import_module(module), function)(rest)


def usage(place: Place) -> None:
    run("demo", "--out", place.out, "--workers", "0")


def unknown_name(place: Place) -> None:
    run("evaluate", place.data, "--backend", "coppy", "--out", place.out)


def missing_extra(place: Place) -> None:
    place.monkeypatch.setitem(sys.modules, "torch", None)
    run("train", "--recipe", "tiny_sft", "--data", place.data, "--model", "tiny", "--out", place.out)


def missing_program(place: Place) -> None:
    place.monkeypatch.setenv("PATH", str(place.path))
    run("mine", place.repository.path, "--out", place.out)


def setting(place: Place) -> None:
    from miners.config import MinerConfig
    from miners.settings import with_settings

    with_settings(MinerConfig(), ["test_share=7"])


def config(place: Place) -> None:
    run("mine", place.file("list.toml", "[[repository]]\nurll = 'https://example.org/a/b'\n"), "--out", place.out)


def not_a_repository(place: Place) -> None:
    run("mine", place.data, "--out", place.out)


def empty_repository(place: Place) -> None:
    run("mine", place.repository.path, "--out", place.out)


def unsafe_repository(place: Place) -> None:
    run("mine", "ext::sh -c id", "--out", place.out)


def corrupt_repository(place: Place) -> None:
    place.repository.commit({"a.py": "x = 1\n"})
    place.repository.commit({"a.py": "x = 2\n"})
    first = place.repository.commits[0]
    (place.repository.path / ".git/objects" / first[:2] / first[2:]).unlink()
    run("mine", place.repository.path, "--out", place.out)


def dataset(place: Place) -> None:
    run("stats", place.path)


def schema_version(place: Place) -> None:
    manifest = json.loads((place.data / "manifest.json").read_text())
    (place.data / "manifest.json").write_text(json.dumps({**manifest, "schema_version": 99}))
    run("stats", place.data)


def content_hash(place: Place) -> None:
    manifest = json.loads((place.data / "manifest.json").read_text())
    (place.data / "manifest.json").write_text(json.dumps({**manifest, "content_hash": "0" * 64}))
    run("validate", place.data)


def a_run(place: Place) -> None:
    run("score", place.path, "--dataset", place.data)


def incomplete_run(place: Place) -> None:
    answers, kept = place.file("answers.jsonl", ""), place.path / "kept"
    options = ("--option", f"path={answers}", "--option", "require_all=false")
    run("evaluate", place.data, "--backend", "scripted", *options, "--out", kept)
    run("verify", kept, "--dataset", place.data)


def unfinished_run(place: Place) -> None:
    """The credits end after the first of two answers."""
    options = ("--option", "concurrency=1", "--no-cache", "--samples", "2", "--temperature", "1")
    with model_server() as server:
        answer = {"choices": [{"message": {"content": "```\nx\n```\n"}, "finish_reason": "stop"}]}
        server.scripted.extend([(200, answer), (402, {"error": "no credits"})])
        call = ("evaluate", place.data, "--backend", "openai", "--model", "m")
        run(*call, "--option", f"base_url={server.url}", *options, "--out", place.path / "kept")


def predictions(place: Place) -> None:
    answers = place.file("answers.jsonl", '{"task_id": "0", "completion": ""}\n')
    run("evaluate", place.data, "--backend", "scripted", "--option", f"path={answers}", "--out", place.out)


def backend(place: Place) -> None:
    answers = place.path / "nowhere.jsonl"
    run("evaluate", place.data, "--backend", "scripted", "--option", f"path={answers}", "--out", place.out)


def plug_in(place: Place) -> None:
    place.monkeypatch.syspath_prepend(install(place.path / "plugin", {"backends": {"broken": "NOWHERE"}}))
    place.monkeypatch.setattr(BACKENDS, "_plugins", Registry[object]("", {}, group=BACKENDS.group)._plugins)
    run("evaluate", place.data, "--backend", "broken", "--out", place.out)


RAY_THAT_REFUSES = """
def is_initialized(): return False
def init(**settings): raise ValueError("Invalid address format: nonsense")
def shutdown(): pass
"""


def cluster(place: Place) -> None:
    """As Ray 2.60 refuses an address; what stands in for it where the extra is not installed says the same."""
    place.monkeypatch.setenv("RAY_ADDRESS", "nonsense")
    if importlib.util.find_spec("ray") is None:
        place.file("ray.py", RAY_THAT_REFUSES)
        place.monkeypatch.syspath_prepend(place.path)
        place.monkeypatch.setitem(sys.modules, "ray", None)  # what is imported goes with the test
        del sys.modules["ray"]
    run("evaluate", place.data, "--backend", "copy", "--engine", "ray", "--out", place.out)


def training(place: Place) -> None:
    run("train", "--recipe", "tiny_sft", "--data", place.data, "--model", "tiny", "--out", place.out)


def submission(place: Place) -> None:
    run("leaderboard", "add", place.file("run.zip", "no archive"), "--dataset", place.data, "--to", place.out)


MET: dict[type[errors.CodeEditError], tuple[Callable[[Place], None], str]] = {
    errors.UsageError: (usage, "The demo needs --commits of 2 or more and --workers of 1 or more."),
    errors.UnknownNameError: (unknown_name, "There is no back end 'coppy'. Did you mean 'copy'? Known: "),
    errors.PluginError: (plug_in, "The back end 'broken' of tiny_parts 0.3 cannot be loaded: AttributeError: "),
    errors.MissingExtraError: (missing_extra, "needs torch, which is not installed. Install it: pip install "),
    errors.MissingProgramError: (missing_program, "The program 'git' is not on the PATH. Install git"),
    errors.ClusterError: (cluster, "Ray did not start: Invalid address format: nonsense. Look at $RAY_ADDRESS"),
    errors.ConfigError: (config, "list.toml, repository 1: a url is missing."),
    errors.SettingError: (setting, "--set test_share must be a number from 0 to 1, not '7'."),
    errors.NotARepositoryError: (not_a_repository, "data is not a git repository."),
    errors.EmptyRepositoryError: (empty_repository, "has no commit at refs/heads/main."),
    errors.UnsafeRepositoryError: (unsafe_repository, "is not a plain https URL; others are not cloned."),
    errors.CorruptRepositoryError: (
        corrupt_repository,
        "project is damaged or incomplete, so that its commits cannot",
    ),
    errors.DatasetError: (dataset, "it has no manifest.json. Make one with `codeedit mine`."),
    errors.SchemaVersionError: (schema_version, "has schema version 99; this version reads 2. Mine it again"),
    errors.ContentHashError: (content_hash, "it was changed after it was written. Mine it again."),
    errors.RunError: (a_run, "is not a run: it has no manifest.json. Make one with `codeedit evaluate`."),
    errors.IncompleteRunError: (incomplete_run, "is incomplete: 1 of 1 requests failed."),
    errors.UnfinishedRunError: (unfinished_run, "1 of 2 answers are in"),
    errors.PredictionsError: (predictions, "answers task '0', which is not in the data set"),
    errors.BackendError: (backend, "nowhere.jsonl cannot be read"),
    errors.TrainingError: (training, "No task of the train split can be trained on: it is empty."),
    errors.SubmissionError: (submission, "run.zip"),
}

NEVER_THE_END = {errors.CodeEditError, errors.RepositoryError, errors.UnparseableCompletionError}
"""Roots of branches, and the outcome of one sample, which ends no run."""


def test_the_table_holds_every_error_of_the_tree() -> None:
    tree = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)}
    assert {kind for kind in tree if kind.__module__ == errors.__name__} == MET.keys() | NEVER_THE_END


@pytest.mark.parametrize("kind", MET, ids=lambda kind: kind.__name__)
def test_an_error_says_what_is_wrong_and_leaves_nothing_behind(
    kind: type[errors.CodeEditError], tmp_path: Path, git_repo: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_dataset(tmp_path / "data", [make_task()])
    provoke, message = MET[kind]
    with pytest.raises(kind) as met:
        provoke(Place(tmp_path, data, git_repo, monkeypatch))
    assert type(met.value) is kind
    assert message in str(met.value)
    assert not (tmp_path / "out").exists()


def test_a_completion_that_cannot_be_read_is_an_outcome_and_the_run_goes_on(tmp_path: Path) -> None:
    tasks = [make_task(), make_task(path="b.py")]
    data, out = make_dataset(tmp_path / "data", tasks), tmp_path / "out"
    lines = [{"task_id": task.task_id, "completion": "no code block here"} for task in tasks]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(json.dumps(line) + "\n" for line in lines))
    options = ["--option", f"path={answers}", "--format", "chat", "--workers", "1", "--out", str(out)]
    assert main(["evaluate", str(data), "--backend", "scripted", *options]) == 0
    assert json.loads((out / "summary.json").read_text())["outcomes"] == {"unparseable": 2}


def test_an_extra_is_installed_from_the_checkout_or_by_the_names_of_its_packages(tmp_path: Path) -> None:
    """The project's own name is not asked of an index, where somebody else may have registered it."""
    here = Path(__file__).parents[1]
    assert shlex.split(install_command("ray"))[-3:] == [f"{here}[ray]", "-c", str(here / "constraints.txt")]
    elsewhere = shlex.split(install_command("ray", checkout=tmp_path))
    assert elsewhere[:2] == ["pip", "install"]
    assert any(word.startswith("ray") for word in elsewhere)
    assert not any("codeedit" in word for word in elsewhere)
