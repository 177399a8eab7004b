"""A recipe: one `.toml` file that says everything about a build, so that `codeedit mine recipe.toml` is all.

A list of repositories becomes a recipe by a table `[build]` (where and how), `[fetch]` (how URLs are cloned) or
`[mine]`. The last takes any field of `MinerConfig`: languages, thresholds, quotas, splits, licence policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from codeedit_bench.errors import SettingError, UsageError
from codeedit_bench.settings import (
    Distinct,
    Named,
    Positive,
    Text,
    checked_values,
    refuse_unread,
    settings_of,
)
from miners.config import MinerConfig
from miners.engines import ENGINES
from miners.repository.fetch import Fetching
from miners.settings import check_config
from miners.sources import Source, read_list, read_toml

EngineName = Annotated[str, Named("an engine", lambda: ENGINES)]


@dataclass(frozen=True, slots=True)
class Build:
    """The table `[build]`: where a build goes and what does it. None of it decides which tasks come out."""

    out: Text = "data"
    """Folder of the data set, beside the recipe."""
    name: str = ""
    """Of the data set; the folder's if left out."""
    workers: Positive = 1
    engine: EngineName = "local"
    clones: str = ""
    """Folder that URLs are cloned to, beside the recipe; in the data set's own if left out."""
    storage: str = ""
    """URL of storage that all nodes of a Ray cluster reach, such as `s3://bucket/weekend`: work lies there."""
    against: Annotated[tuple[Text, ...], Distinct()] = ()
    """Data sets, beside the recipe, whose tasks are left out."""
    base: str = ""
    """An earlier release, beside the recipe: its tasks stay as they are, and further test slices are added."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a recipe's file says, checked, with its paths made whole."""

    file: Path
    sources: tuple[Source, ...]
    config: MinerConfig
    build: Build
    fetching: Fetching

    @property
    def out(self) -> Path:
        """Folder of the data set."""
        return self.file.parent / self.build.out

    @property
    def clones(self) -> Path | None:
        """Folder that URLs are cloned to, if the recipe names one."""
        return self.file.parent / self.build.clones if self.build.clones else None

    @property
    def against(self) -> tuple[Path, ...]:
        """Data sets whose tasks are left out."""
        return tuple(self.file.parent / place for place in self.build.against)

    @property
    def base(self) -> Path | None:
        """The release that the build adds slices to, if the recipe names one."""
        return self.file.parent / self.build.base if self.build.base else None


def read_recipe(file: Path) -> Recipe:
    """The recipe in `file`; `ConfigError` names the table, the key and what is wrong, in one sentence."""
    content = read_toml(file)
    build = Build(**_checked(Build, content, "build", file))
    given = _checked(MinerConfig, content, "mine", file)
    config = MinerConfig(**given)
    place = f"{file}, table mine:"
    refuse_unread(config, given, source=place)
    check_config(config)
    fetching = Fetching(**_checked(Fetching, content, "fetch", file))
    return Recipe(file, tuple(read_list(file)), config, build, fetching)


def _checked(kind: type, content: Mapping[str, Any], table: str, file: Path) -> dict[str, Any]:
    values = content.get(table, {})
    if not isinstance(values, dict):
        raise SettingError(f"{file}: {table} is a table. Write [{table}] above its keys.")
    return checked_values(settings_of(kind), values, source=f"{file}, table {table}:")


def recipe_among(arguments: Sequence[str]) -> Recipe | None:
    """The recipe that `arguments` name; None where they name repositories and lists. A recipe is mined alone."""
    recipes = [argument for argument in arguments if argument.endswith(".toml") and _is_recipe(Path(argument))]
    if recipes and len(arguments) > 1:
        raise UsageError(f"{recipes[0]} is a recipe and is mined alone. Put the other sources into it.")
    return read_recipe(Path(recipes[0])) if recipes else None


def _is_recipe(file: Path) -> bool:
    return not {"build", "fetch", "mine"}.isdisjoint(read_toml(file))
