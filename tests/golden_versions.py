"""Golden versions: what each part gave when it got its version.

    python -m tests.golden_versions          # writes tests/golden/versions/<kind>.json

A part's output may change only together with its version, else results of two programs that are not the same would
be compared. The version of a filter is a field of it, that of a function a row in its table's `VERSIONS`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from codeedit_bench.errors import CodeEditError
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import SCHEMA_VERSION, EditTask, Verdict
from evaluators.importers import IMPORTERS
from evaluators.importers.importing import import_from
from evaluators.metrics import METRIC_VERSIONS, METRICS
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from gapo.estimators import ADVANTAGE_VERSIONS, ADVANTAGES
from gapo.rewards import REWARD_VERSIONS, REWARDS, load_reward
from miners.config import MINER_VERSION, MinerConfig
from miners.filters import FILTERS, FilterSet
from miners.identity import config_digest
from miners.pipeline import build
from miners.sources import parse_sources
from tests.evaluators.importers.test_importers import SETS
from tests.git_repository import GitRepository
from tests.tasks import FILE, make_task
from tests.versions_history import SETTINGS, write_history

FOLDER = Path(__file__).parent / "golden" / "versions"


@dataclasses.dataclass(frozen=True)
class Part:
    """A version, and a digest of what the part does with the golden inputs."""

    version: str
    output: str


def digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@cache
def mined() -> tuple[list[EditTask], dict[str, list[str]]]:
    """The tasks of the golden history, and what each filter says of each subject that reaches its stage."""
    found: dict[str, list[str]] = {name: [] for name in FILTERS}

    class Listening(FilterSet):
        def verdict(self, stage: Any, subject: Any) -> Verdict:
            for name, row in self._stages.get(stage, ()):
                verdict = row.check(subject, self._config)
                found[name].append("keep" if verdict.keep else f"drop {verdict.reason}")
            return super().verdict(stage, subject)

    import miners.chunks.plan
    import miners.extraction.miner

    homes = (miners.chunks.plan, miners.extraction.miner)
    with tempfile.TemporaryDirectory() as folder:
        repository = GitRepository(Path(folder) / "golden")
        write_history(repository)
        config = dataclasses.replace(MinerConfig(), **SETTINGS)  # type: ignore[arg-type]  # each has its field's type
        for home in homes:
            home.FilterSet = Listening  # type: ignore[misc]
        try:
            build(parse_sources([str(repository.path)]), Path(folder) / "data", config, engine="inline")
        finally:
            for home in homes:
                home.FilterSet = FilterSet  # type: ignore[misc]
        return list(open_dataset(Path(folder) / "data").tasks()), found


def filters() -> Iterable[tuple[str, Part]]:
    for name in FILTERS:
        # What reaches a filter depends on the miner, too.
        version = f"{FILTERS.load(name).version}, miner {MINER_VERSION}"
        yield name, Part(version, digest(mined()[1][name]))


def miner() -> Iterable[tuple[str, Part]]:
    """The data set of the golden history, less what states versions and the place of the repository."""
    rows = [
        {key: value for key, value in dataclasses.asdict(task).items() if key not in ("task_id", "provenance")}
        for task in mined()[0]
    ]
    yield "data_set", Part(config_digest(MinerConfig()), digest(sorted(map(repr, rows))))


def tasks() -> list[EditTask]:
    """Questions of several shapes."""
    task = make_task()
    return [
        task,
        make_task(history=()),
        make_task(file_text=FILE.replace("\n", "\r\n")),
        make_task(reference="", accepted=("x\n",)),
        make_task(file_text=FILE * 40),
    ]


ANSWERS = (
    *(
        "",
        "x = 1",
        "    return invoice.total * 2\n",
        "```python\nx = 1\n```",
        "Here:\n```\nx = 1\n```\nand\n```\ny\n```",
    ),
    *("<|editable_region_start|>\nx\n<|editable_region_end|>", "@@ -1 +1 @@\n-a\n+b\n", "é\u2028\ud800"),
)


def formats() -> Iterable[tuple[str, Part]]:
    for name in FORMATS:
        row = FORMATS.load(name)
        said: list[object] = []
        for task in tasks():
            said += [row.render(task, Budget(limit)) for limit in (100, 4096)]
            said += [_tried(row.parse, task, answer) for answer in (row.answer(task, task.reference), *ANSWERS)]
        yield name, Part(str(row.version), digest(said))


def metrics() -> Iterable[tuple[str, Part]]:
    for name in METRICS:
        yield name, Part(str(METRIC_VERSIONS.get(name, 1)), digest(_scores(METRICS.load(name))))


def rewards() -> Iterable[tuple[str, Part]]:
    for name in REWARDS:
        yield name, Part(str(REWARD_VERSIONS.get(name, 1)), digest(_scores(load_reward(name))))


def estimators() -> Iterable[tuple[str, Part]]:
    import torch

    groups = torch.tensor([[0.0, 0.5, 1.0, 0.25], [1.0, 1.0, 1.0, 0.0], [0.3, float("nan"), 0.1, 0.9], [1.0] * 4])
    for name in ADVANTAGES:
        values = [[round(value, 5) + 0.0 for value in row] for row in ADVANTAGES.load(name)(groups).tolist()]
        yield name, Part(str(ADVANTAGE_VERSIONS.get(name, 1)), digest(values))


def importers() -> Iterable[tuple[str, Part]]:
    for name in IMPORTERS:
        with tempfile.TemporaryDirectory() as folder:
            place = SETS[name](Path(folder) / "source") if name in SETS else None
            if place is None:
                raise AssertionError(f"The importer {name} has no sample: add one to SETS in {SETS_PLACE}.")
            import_from(IMPORTERS.load(name), place, Path(folder) / "data", revision="golden")
            rows = [dataclasses.replace(task, task_id="") for task in open_dataset(Path(folder) / "data").tasks()]
            version = f"{IMPORTERS.load(name).version}, schema {SCHEMA_VERSION}"
            yield name, Part(version, digest(sorted(map(repr, rows))))


SETS_PLACE = "tests/evaluators/importers/test_importers.py"
KINDS: Mapping[str, tuple[Callable[[], Iterable[tuple[str, Part]]], str]] = {
    "filters": (filters, "`version` of FILTER in miners/filters/{name}.py"),
    "miner": (miner, "MINER_VERSION in miners/config.py"),
    "formats": (formats, "`version` of the format {name} in evaluators/prompts"),
    "metrics": (metrics, "the row {name} of METRIC_VERSIONS in evaluators/metrics/__init__.py"),
    "rewards": (rewards, "the row {name} of REWARD_VERSIONS in gapo/rewards.py"),
    "estimators": (estimators, "the row {name} of ADVANTAGE_VERSIONS in gapo/estimators.py"),
    "importers": (importers, "`version` of the importer {name} in evaluators/importers"),
}
"""What makes the parts of each kind, and where their versions stand."""


def problems(kind: str) -> list[str]:
    """One sentence for each part of `kind` whose golden output is missing, changed or out of date."""
    make, where = KINDS[kind]
    file = FOLDER / f"{kind}.json"
    stated = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    parts = dict(make())
    found = [
        f"{name} is in {file.name} and no longer among the {kind}: {RECORD}." for name in stated.keys() - parts
    ]
    for name, part in parts.items():
        if name not in stated:
            found.append(f"{name} of the {kind} has no golden output: {RECORD}.")
        elif part.output != stated[name]["output"] and part.version == stated[name]["version"]:
            found.append(CHANGED.format(name=name, kind=kind, where=where.format(name=name)))
        elif dataclasses.asdict(part) != stated[name]:
            found.append(f"{name} of the {kind} has another version than its golden output: {RECORD}.")
    return found


RECORD = "run `python -m tests.golden_versions`"
CHANGED = (
    "{name} of the {kind} does something else than when its version was set. If that is meant, raise {where}, "
    f"then {RECORD}."
)


def write(kind: str) -> None:
    """Record the parts of `kind`; `SystemExit` where one changed and its version did not."""
    make, _ = KINDS[kind]
    for sentence in problems(kind):
        if "does something else" in sentence:
            raise SystemExit(sentence)
    content = {name: dataclasses.asdict(part) for name, part in sorted(make())}
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{kind}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _scores(function: Callable[[EditTask, str], float]) -> list[object]:
    return [
        round(float(function(task, text)), 6)
        for task in tasks()
        for text in (task.reference, task.region_text, *ANSWERS)
    ]


def _tried(function: Callable[..., object], *arguments: object) -> object:
    try:
        return function(*arguments)
    except CodeEditError as error:
        return type(error).__name__


if __name__ == "__main__":
    for chosen in KINDS:
        write(chosen)
