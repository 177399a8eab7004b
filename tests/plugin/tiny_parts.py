"""One part of each kind, each with a behaviour that a test can see."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.tasks.records import KEEP, EditTask, Verdict
from evaluators.backends.backend import Backend, BackendSpec
from evaluators.backends.baseline import Baseline
from evaluators.importers.importer import Example, Importer, Skipped
from evaluators.prompts.region import FORMAT as REGION
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.draft import Draft

if TYPE_CHECKING:
    from torch import Tensor


class Loud(Baseline):
    """Answers with the region in capitals, in the format of this distribution."""

    default_format = "tiny-format"
    formats = ("tiny-format",)


def make() -> Backend:
    return Loud(lambda task: task.region_text.upper())


def capitals(_task: EditTask, predicted: str) -> float:
    return float(predicted == predicted.upper())


def drop_all(_draft: Draft, _config: MinerConfig) -> Verdict:
    return DROP


def keep_all(_draft: Draft, _config: MinerConfig) -> Verdict:
    return KEEP


def read(path: Path) -> Iterator[Example | Skipped]:
    yield Example(name="only", path="a.py", before=path.read_text(), after=("b = 2\n",), commit="c")


def flat(rewards: Tensor, *, epsilon: float = 1e-6) -> Any:
    """The reward itself, for an estimator that a recipe can name."""
    return rewards + 0 * epsilon


BACKEND = BackendSpec("tiny-backend", "the region in capitals", "nothing", make)
FORMAT = dataclasses.replace(REGION, name="tiny-format")
FILTER = Filter("task", drop_all)
IMPORTER = Importer("tiny-importer", "one line", "https://example.org", "MIT", "a file", read)
NOT_A_BACKEND = "a text"
