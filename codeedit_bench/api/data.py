"""Make data sets, open them and check them."""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.api.values import assignments
from codeedit_bench.errors import UsageError
from codeedit_bench.files import require_folder, require_place
from codeedit_bench.programs import require_program
from codeedit_bench.tasks import picking
from codeedit_bench.tasks.dataset import Dataset, open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.soundness import Soundness, check_dataset
from evaluators.importers import IMPORTERS
from evaluators.importers.importing import ImportedDataset, import_from
from evaluators.statistics.contents import Contents, contents_of
from miners.assembly import publishing, rejects
from miners.commits.language import check_languages
from miners.config import MinerConfig
from miners.forecast import Forecast
from miners.forecast import forecast as look_ahead
from miners.pipeline import build
from miners.rebuilding.index import Index, open_index, write_index
from miners.rebuilding.rebuild import rebuild as rebuild_from
from miners.recipe import Build, Recipe, recipe_among
from miners.repository import pins
from miners.repository.fetch import AS_USUAL
from miners.settings import with_settings
from miners.sources import Source, parse_sources

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


def find_task(dataset: Dataset | PathLike, which: str | int = 0, *, split: str = "") -> EditTask:
    """One task, by how its id starts or by its place from 0, in the whole data set or in one split.

    `UsageError` says how many tasks there are, or which ids start so.

    >>> task = find_task(dataset, 0, split="test")
    >>> find_task(dataset, task.task_id[:8]) == task
    True
    """
    return load(dataset).task(which, split or None)


def count_tasks(dataset: Dataset | PathLike, *, split: str = "", tier: str = "") -> Contents:
    """Count what a data set holds: by language, split, tier, difficulty, kind of edit, licence and repository.

    >>> contents = count_tasks(dataset)
    >>> contents.n_tasks, contents.counts["licence"]["MIT"]
    (3, 3)
    """
    return contents_of(load(dataset), split=split, tier=tier)


def count_rejects(dataset: Dataset | PathLike) -> dict[str, Counter[str]]:
    """Count what was dropped when the data set was mined: by reason, then by repository.

    >>> mined = mine(repository, out=folder / "again", settings={"mechanical_share": 1.0})
    >>> {type(counts).__name__ for counts in count_rejects(mined).values()} <= {"Counter"}
    True
    """
    return rejects.count_rejects(load(dataset).path)


def publish(
    dataset: Dataset | PathLike, *, push_to: str = "", private: bool = False, any_licence: bool = False
) -> publishing.Published:
    """Check a mined data set, write its card, and push it to the hub's repository `push_to` where one is named.

    `DatasetError` where a licence forbids it, unless `any_licence`. `ContentHashError` where somebody changed it.

    >>> mined = mine(repository, out=folder / "to-publish", settings={"mechanical_share": 1.0})
    >>> publish(mined).card.name
    'README.md'
    """
    return publishing.publish(load(dataset), push_to=push_to, private=private, any_licence=any_licence)


def pick(dataset: Dataset | PathLike, *, size: int, out: PathLike, split: str = "test", name: str = "") -> Dataset:
    """Write a balanced part of a split as a data set of its own, for development and for slow models.

    Each language gives the same number of tasks; tiers and no-edit tasks keep their shares. `UsageError` where the
    split holds fewer than `size` tasks.

    >>> len(pick(dataset, size=2, out=folder / "lite"))
    2
    """
    return picking.pick(load(dataset), Path(out), size=size, split=split, name=name)


def index(dataset: Dataset | PathLike, *, out: PathLike) -> Index:
    """Write the index of a mined data set: all that is known of each task, but for other people's code.

    The folder `out` holds `index.parquet` and the manifest. `rebuild` makes the data set again from it.

    >>> mined = mine(repository, out=folder / "to-index", settings={"mechanical_share": 1.0})
    >>> len(index(mined, out=folder / "index").tasks()) == len(mined)
    True
    """
    return write_index(load(dataset), Path(out))


def rebuild(
    index: PathLike, *sources: PathLike, out: PathLike, workers: int = 1, clones: PathLike | None = None
) -> Dataset:
    """Make a data set again from its index, by the content hash that the index states.

    Only the commits of the index's tasks are read. `sources` are local clones or lists that take the place of the
    index's own repositories of the same name. `RepositoryError` names a repository that does not give its tasks.

    >>> mined = mine(repository, out=folder / "first", settings={"mechanical_share": 1.0})
    >>> made = index(mined, out=folder / "published")
    >>> rebuild(folder / "published", repository, out=folder / "second").content_hash == mined.content_hash
    True
    """
    require_program("git")
    require_place(Path(out))
    if clones is not None:
        require_folder(Path(clones))
    return rebuild_from(
        open_index(Path(index)),
        Path(out),
        sources=parse_sources([os.fspath(source) for source in sources]),
        workers=workers,
        clones=Path(clones) if clones is not None else None,
    )


def pin(repositories: PathLike, *, renew: bool = False) -> pins.Pins:
    """Write the newest commits into a .toml list or recipe where it has none; with `renew` everywhere.

    >>> listed = folder / "list.toml"
    >>> text = f'[[repository]]\\nurl = "https://example.org/one"\\npath = "{repository}"\\n'
    >>> written = listed.write_text(text)
    >>> list(pin(listed).pinned)
    ['https://example.org/one']
    """
    return pins.pin(Path(repositories), renew=renew)


def mine(
    *sources: PathLike,
    out: PathLike | None = None,
    workers: int | None = None,
    engine: str = "",
    languages: Iterable[str] = (),
    any_licence: bool = False,
    settings: Mapping[str, object] | None = None,
    against: Sequence[Dataset | PathLike] = (),
    base: Dataset | PathLike | None = None,
    name: str = "",
    clones: PathLike | None = None,
    storage: str = "",
) -> MinedDataset:
    """Turn git repositories into a data set of history-aware edit tasks.

    `sources` are local paths, https URLs and .toml lists, which need `out`, or one .toml recipe, which names its
    own. What is given here goes before what a recipe says. `settings` change thresholds, as `--set` does. Tasks
    that the data sets `against` hold are left out. With `base`, an earlier release, its tasks stay as they are,
    and only the test slices that it lacks are added. A repository that cannot be read is in the result's
    `incomplete`, and the others go on. The same call goes on after an interruption. With the engine `ray`,
    `storage` is a URL of fsspec that all nodes reach; work lies there between the stages.

    >>> mined = mine(repository, out=folder / "mined", settings={"mechanical_share": 1.0})
    >>> len(mined) > 0, mined.incomplete
    (True, {})
    """
    order = _ordered(
        sources,
        out=out,
        workers=workers,
        engine=engine,
        languages=languages,
        any_licence=any_licence,
        settings=settings,
        clones=clones,
    )
    if order.out is None:
        raise UsageError("The folder of the new data set is missing. Name it with --out, or mine a recipe.")
    require_place(order.out)
    if order.clones is not None:
        require_folder(order.clones)
    recipe = order.recipe
    release = base if base is not None else recipe.base if recipe else None
    result = build(
        order.sources,
        order.out,
        order.config,
        workers=order.workers,
        engine=order.engine,
        clones=order.clones,
        name=name or (recipe.build.name if recipe else ""),
        against=[load(other).path for other in (*against, *(recipe.against if recipe else ()))],
        fetching=recipe.fetching if recipe else AS_USUAL,
        storage=storage or (recipe.build.storage if recipe else ""),
        base=load(release).path if release is not None else None,
    )
    return MinedDataset(order.out, result.manifest, result.incomplete, result.warnings, result.seconds)


def forecast(
    *sources: PathLike,
    out: PathLike | None = None,
    workers: int | None = None,
    engine: str = "",
    languages: Iterable[str] = (),
    any_licence: bool = False,
    settings: Mapping[str, object] | None = None,
    clones: PathLike | None = None,
) -> Forecast:
    """Tell what `mine` would give and take with the same arguments, before it does anything.

    Eight stretches of each history are mined into a folder that goes again. What lies in `out` from earlier builds
    counts as done. Of a URL that is not fetched yet nothing can be told.

    >>> expected = forecast(repository, settings={"mechanical_share": 1.0})
    >>> expected.tasks > 0, expected.seconds > 0, expected.disk_bytes > 0
    (True, True, True)
    """
    order = _ordered(
        sources,
        out=out,
        workers=workers,
        engine=engine,
        languages=languages,
        any_licence=any_licence,
        settings=settings,
        clones=clones,
    )
    return look_ahead(
        order.sources,
        order.out,
        order.config,
        workers=order.workers,
        engine=order.engine,
        clones=order.clones,
    )


@dataclass(frozen=True, slots=True)
class _Order:
    """What the arguments of `mine` and their recipe come to."""

    sources: Sequence[Source]
    recipe: Recipe | None
    config: MinerConfig
    out: Path | None
    workers: int
    engine: str
    clones: Path | None


def _ordered(
    sources: Sequence[PathLike],
    *,
    out: PathLike | None,
    workers: int | None,
    engine: str,
    languages: Iterable[str],
    any_licence: bool,
    settings: Mapping[str, object] | None,
    clones: PathLike | None,
) -> _Order:
    require_program("git")
    names = [os.fspath(source) for source in sources]
    recipe = recipe_among(names)
    config = with_settings(recipe.config if recipe else MinerConfig(), assignments(settings))
    if chosen := list(languages):
        config = dataclasses.replace(config, languages=check_languages(chosen))
    if any_licence:
        config = dataclasses.replace(config, licences="any")
    plan = recipe.build if recipe else Build()
    return _Order(
        recipe.sources if recipe else parse_sources(names),
        recipe,
        config,
        Path(out) if out is not None else recipe.out if recipe else None,
        workers or plan.workers,
        engine or plan.engine,
        Path(clones) if clones is not None else recipe.clones if recipe else None,
    )


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
