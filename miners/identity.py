"""What decides which tasks come out of a repository, by name and version: the identity of a configuration."""

from __future__ import annotations

import hashlib
from dataclasses import MISSING, asdict, fields, replace
from typing import Any, get_type_hints

from codeedit_bench.files import canonical_json
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import scorer_version
from codeedit_bench.tasks.records import SCHEMA_VERSION
from miners.config import ASSEMBLY_VERSION, MINER_VERSION, MinerConfig, OfTheSet
from miners.filters import FILTERS, chosen_filters

ASSEMBLY = "assembly"
"""The key of the assembly's version in what `resolved` gives."""


def resolved(config: MinerConfig) -> dict[str, Any]:
    """Every setting, with the filters and languages that it stands for, each with its version.

    An empty list of filters or languages means "all" and says nothing of which these are. So the tables' rows are
    named, and the miner with them: with another row, or another version of one, another digest comes out.
    """
    languages = config.languages or [name for name in LANGUAGES if not LANGUAGES.load(name).held_out]
    return {
        **asdict(config),
        "miner": MINER_VERSION,
        ASSEMBLY: ASSEMBLY_VERSION,
        "schema": SCHEMA_VERSION,
        "filters": {name: _filter_version(name) for name in chosen_filters(config)},
        "languages": {name: scorer_version(name) for name in sorted(languages)},
    }


def config_digest(config: MinerConfig) -> str:
    """16 hex digits over all that `resolved` holds: the identity of a data set."""
    return _digest(resolved(config))


def chunk_digest(config: MinerConfig) -> str:
    """The same over all that decides what a commit gives: the identity of a chunk.

    Neither the settings of the set nor the version of the assembly are in it, so that no commit is mined again for
    them: not for another value, and not for one setting more.
    """
    left_out = settings_of_the_set() | {ASSEMBLY}
    return _digest({name: value for name, value in resolved(config).items() if name not in left_out})


def _digest(settings: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(settings).encode()).hexdigest()[:16]


def for_mining(config: MinerConfig) -> MinerConfig:
    """`config` with the defaults of all that is read only where the data set is put together.

    Chunks are mined with this one and named by `chunk_digest`. They cannot depend on what it does not hold. So
    another quota or another split leaves them as they are.
    """
    defaults = {field.name: field.default for field in fields(config) if field.default is not MISSING}
    return replace(config, **{name: defaults[name] for name in settings_of_the_set() & defaults.keys()})


def settings_of_the_set() -> frozenset[str]:
    """The names of the settings that are read only where the data set is put together."""
    hints = get_type_hints(MinerConfig, include_extras=True)
    return frozenset(
        name
        for name, hint in hints.items()
        if any(isinstance(mark, OfTheSet) for mark in getattr(hint, "__metadata__", ()))
    )


def _filter_version(name: str) -> int | str:
    version = FILTERS.load(name).version
    bringer = FILTERS.distribution(name)
    return f"{version} of {bringer}" if bringer else version
