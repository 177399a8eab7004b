"""What a user names as a source: an https URL, a local path, or a `.toml` list of pinned repositories."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codeedit_bench.errors import ConfigError, NotARepositoryError, UnsafeRepositoryError, told
from codeedit_bench.parsing import parse_toml, read_text
from codeedit_bench.settings import Text, checked_values, settings_of, unknown_key

_URL = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?/[A-Za-z0-9._~/+-]+\Z")
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """One repository to mine."""

    name: str
    """The URL, or the folder's name for a local path: what provenance states."""
    url: str
    """To clone from; empty for a local path."""
    path: Path | None
    """Where it lies; None until it is cloned."""
    commit: str = ""
    """The pinned commit; empty for the repository's HEAD."""
    licence: str = ""
    """What the list expects; the licence at each commit decides."""
    note: str = ""
    held_out: bool = False
    """Its tasks go to the test split whole."""


def check_url(url: str) -> str:
    """`url` if it is a plain https URL; `UnsafeRepositoryError` for anything that git might take as an option,
    a local file or a command."""
    if not _URL.match(url) or "/../" in url + "/":
        raise UnsafeRepositoryError(
            f"{url!r} is not a plain https URL; others are not cloned. "
            "Write https://host/owner/name, without a user."
        )
    return url.removesuffix("/").removesuffix(".git")


def file_key(name: str) -> str:
    """A file name for `name`: no two names share one, not even where case and Unicode forms do not count."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.removeprefix("https://").lower()).strip("-")[:60].strip("-")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{plain}-{digest}" if plain else digest


def parse_sources(arguments: Sequence[str]) -> list[Source]:
    """The repositories that the arguments name, lists unfolded, each once, in order."""
    found: list[Source] = []
    for argument in arguments:
        if not argument.strip():  # of a shell's variable that is not set; as a path it would be this folder
            raise NotARepositoryError("A source is empty. Name a git repository, an https URL or a .toml list.")
        if argument.endswith(".toml"):
            found.extend(read_list(Path(argument)))
        elif "://" in argument or argument.startswith("-") or "::" in argument:
            found.append(Source(check_url(argument), check_url(argument), None))
        else:
            path = Path(argument)
            if not path.is_dir():
                raise NotARepositoryError(
                    f"{path} is not a folder. Name a git repository, an https URL or a .toml list."
                )
            found.append(Source(path.resolve().name, "", path))
    return _distinct(found)


def read_toml(file: Path) -> dict[str, Any]:
    """What a list or a recipe says; `ConfigError` if it cannot be read, or has a table that is not known."""
    try:
        content = parse_toml(read_text(file))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigError(f"{file} is not valid TOML: {told(error)}.") from error
    for name in content:
        if name not in TABLES:
            raise unknown_key(name, TABLES, f"{file}:")
    return content


TABLES = ("repository", "build", "fetch", "mine")
"""Of a list or a recipe: `[[repository]]` rows, and in a recipe what `miners.recipe` reads."""


@dataclass(frozen=True, slots=True)
class Row:
    """The keys of a `[[repository]]` row."""

    url: Text
    commit: str = ""
    licence: str = ""
    note: str = ""
    path: str = ""
    held_out: bool = False


def read_list(file: Path) -> list[Source]:
    """The repositories of a list or a recipe; `ConfigError` names the row and what is wrong with it."""
    rows = read_toml(file).get("repository")
    if not isinstance(rows, list) or not rows:
        raise ConfigError(f"{file} lists no repository; write [[repository]] tables with a url.")
    return [_row(file, number, row) for number, row in enumerate(rows, 1)]


def _row(file: Path, number: int, values: Any) -> Source:
    place = f"{file}, repository {number}:"
    if not isinstance(values, dict) or "url" not in values:
        raise ConfigError(f"{place} a url is missing.")
    row = Row(**checked_values(settings_of(Row), values, source=place))
    if row.commit and not _COMMIT.match(row.commit):
        raise ConfigError(f"{place} commit is 40 lower-case hex digits, or left out until `codeedit repos pin`.")
    url = check_url(row.url)
    path = file.parent / row.path if row.path else None
    return Source(url, url, path, row.commit, row.licence, row.note, row.held_out)


def _distinct(sources: Sequence[Source]) -> list[Source]:
    """Each source once; folders of the same name are told apart by their parent's name."""
    result = list(dict.fromkeys(sources))
    deepest = max((len(source.path.resolve().parts) for source in result if source.path), default=1)
    for depth in range(2, deepest + 1):
        counts = Counter(source.name for source in result)
        result = [
            replace(source, name="/".join(source.path.resolve().parts[-depth:]))
            if counts[source.name] > 1 and source.path is not None and not source.url
            else source
            for source in result
        ]
    repeated = [name for name, count in Counter(source.name for source in result).items() if count > 1]
    if repeated:
        raise ConfigError(f"{repeated[0]} is named twice as a source, in different ways. Name it once.")
    return result
