"""Fill in the commits that a list of repositories, or a recipe, leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import RepositoryError, told
from codeedit_bench.files import write_text
from codeedit_bench.parsing import read_text
from codeedit_bench.programs import require_program
from miners.repository.remote import remote_head
from miners.repository.store import find_git_dir, resolve
from miners.sources import Source, read_list


@dataclass(frozen=True, slots=True)
class Pins:
    """What became of the repositories whose commit was asked for, each by its name."""

    pinned: dict[str, str]
    """The commit that was written."""
    failed: dict[str, str]
    """Why there is none."""


def pin(file: Path, *, renew: bool = False) -> Pins:
    """Write into `file` the newest commit of each repository that has none; with `renew` of each repository.

    Comments and order stay. A repository that cannot be asked is in the result's `failed`, and the others go on.
    """
    require_program("git")
    sources = read_list(file)
    text = read_text(file)
    pins = Pins({}, {})
    for number, source in enumerate(sources):
        if source.commit and not renew:
            continue
        try:
            commit = newest_commit(source)
        except RepositoryError as error:
            pins.failed[source.name] = told(error)
            continue
        text = with_pin(text, number, commit)
        pins.pinned[source.name] = commit
    write_text(file, text)
    return pins


def newest_commit(source: Source) -> str:
    """The commit at HEAD of the local copy if the list names one, else of the remote."""
    if source.path is not None:
        return resolve(find_git_dir(source.path.absolute()))
    return remote_head(source.url)


_TABLE = re.compile(r"^\s*\[\[\s*repository\s*\]\]\s*(?:#.*)?$", re.MULTILINE)
_ANY_TABLE = re.compile(r"^\s*\[{1,2}[^\[\]=,]+\]{1,2}\s*(?:#.*)?$", re.MULTILINE)
_COMMIT = re.compile(r"^[ \t]*commit[ \t]*=.*$", re.MULTILINE)


def with_pin(text: str, number: int, commit: str) -> str:
    """`text` with `commit` in its table `number`: in the line that is there, else in a new one at its head."""
    heads = list(_TABLE.finditer(text))
    start = heads[number].end()
    following = _ANY_TABLE.search(text, start)
    end = following.start() if following else len(text)
    table, line = text[start:end], f'commit = "{commit}"'
    if _COMMIT.search(table):
        table = _COMMIT.sub(line, table, count=1)
    else:
        url = re.search(r"^[ \t]*url[ \t]*=.*$", table, re.MULTILINE)
        at = url.end() if url else 0
        table = f"{table[:at]}\n{line}{table[at:]}"
    return text[:start] + table + text[end:]
