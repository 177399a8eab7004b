"""Make data sets, open them and check them."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.api.values import assignments
from codeedit_bench.errors import UsageError
from codeedit_bench.files import require_place
from codeedit_bench.programs import require_program
from codeedit_bench.tasks.dataset import Dataset, open_dataset
from codeedit_bench.tasks.soundness import Soundness, check_dataset
from evaluators.importers import IMPORTERS
from evaluators.importers.importing import ImportedDataset, import_from
from miners.commits.language import check_languages
from miners.config import MinerConfig
from miners.pipeline import build
from miners.recipe import Build, recipe_among
from miners.repository.fetch import AS_USUAL
from miners.settings import with_settings
from miners.sources import parse_sources

PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class MinedDataset(Dataset):
    """A data set that was mined just now, with what happened to its repositories."""

    incomplete: dict[str, str]
    """Repositories that failed or were read in part, and why."""
    warnings: dict[str, list[str]]
    """By repository. None of them makes a repository incomplete."""
    seconds: float


def load(dataset: Dataset | PathLike) -> Dataset:
    """Open the data set in a folder. `DatasetError` says what is missing.

    >>> tasks = load(folder / "data")
    >>> len(tasks), tasks.name
    (3, 'data')
    >>> {task.language for task in tasks}
    {'python'}
    """
    return dataset if isinstance(dataset, Dataset) else open_dataset(Path(dataset))


def mine(
    *sources: PathLike,
    out: PathLike | None = None,
    workers: int | None = None,
    engine: str = "",
    languages: Iterable[str] = (),
    any_licence: bool = False,
    settings: Mapping[str, object] | None = None,
    against: Sequence[Dataset | PathLike] = (),
    name: str = "",
    clones: PathLike | None = None,
) -> MinedDataset:
    """Turn git repositories into a data set of history-aware edit tasks.

    `sources` are local paths, https URLs and .toml lists, which need `out`, or one .toml recipe, which names its
    own. What is given here goes before what a recipe says. `settings` change thresholds, as `--set` does. Tasks
    that the data sets `against` hold are left out. A repository that cannot be read is in the result's
    `incomplete`, and the others go on. The same call goes on after an interruption.

    >>> mined = mine(repository, out=folder / "mined", settings={"mechanical_share": 1.0})
    >>> len(mined) > 0, mined.incomplete
    (True, {})
    """
    require_program("git")
    names = [os.fspath(source) for source in sources]
    recipe = recipe_among(names)
    config = with_settings(recipe.config if recipe else MinerConfig(), assignments(settings))
    if chosen := list(languages):
        config = dataclasses.replace(config, languages=check_languages(chosen))
    if any_licence:
        config = dataclasses.replace(config, licences="any")
    plan = recipe.build if recipe else Build()
    if out is None and recipe is None:
        raise UsageError("The folder of the new data set is missing. Name it with --out, or mine a recipe.")
    place = Path(out) if out is not None else recipe.out if recipe else Path()
    require_place(place)
    result = build(
        recipe.sources if recipe else parse_sources(names),
        place,
        config,
        workers=workers or plan.workers,
        engine=engine or plan.engine,
        clones=Path(clones) if clones is not None else recipe.clones if recipe else None,
        name=name or plan.name,
        against=[load(other).path for other in (*against, *(recipe.against if recipe else ()))],
        fetching=recipe.fetching if recipe else AS_USUAL,
    )
    return MinedDataset(place, result.manifest, result.incomplete, result.warnings, result.seconds)


def import_set(importer: str, path: PathLike, *, out: PathLike, revision: str = "") -> ImportedDataset:
    """Turn another project's edit set, a file or a folder at `path`, into the data set at `out`.

    `importer` is a name that `codeedit import --help` lists. `revision` is the source's commit.

    >>> row = '{"old_contents": "a = 1\\\\n", "new_contents": "a = 2\\\\n", "lang": "Python", '
    >>> row += '"old_file": "a.py", "new_file": "a.py", "subject": "Set a", "commit": "c", "repos": "r"}'
    >>> written = (folder / "rows.jsonl").write_text(row)
    >>> import_set("commitpackft", folder / "rows.jsonl", out=folder / "imported").source
    'https://huggingface.co/datasets/bigcode/commitpackft'
    """
    return import_from(IMPORTERS.load(importer), Path(path), Path(out), revision=revision)


def validate(dataset: Dataset | PathLike, *, workers: int = 1) -> Soundness:
    """Check that a data set is what was written, that every reference scores 1 and the unchanged text 0.

    The result is true where all is sound; `problems` lists what is not. `ContentHashError` where the content was
    changed after it was written.

    >>> bool(validate(dataset))
    True
    """
    return check_dataset(load(dataset), workers=workers)
