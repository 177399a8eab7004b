"""`codeedit repos pin LIST`"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import RepositoryError
from codeedit_bench.files import write_text
from codeedit_bench.programs import require_program
from miners.repository.remote import remote_head
from miners.repository.store import find_git_dir, resolve
from miners.sources import Source, read_list


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("repos pin", "Fill in the commits that a repository list or a recipe leaves open.")
    parser.add_argument(
        "list", type=Path, help="the .toml list or recipe; it is rewritten in place, comments and order kept"
    )
    parser.add_argument("--all", action="store_true", help="renew the pins that are there, too")
    options = parser.read(arguments)
    require_program("git")
    sources = read_list(options.list)
    text = options.list.read_text(encoding="utf-8")
    failed = 0
    for number, source in enumerate(sources):
        if source.commit and not options.all:
            continue
        try:
            commit = newest_commit(source)
        except RepositoryError as error:
            failed += 1
            sys.stderr.write(f"codeedit: {source.name}: {error}\n")
            continue
        text = with_pin(text, number, commit)
        sys.stdout.write(f"{commit} {source.name}\n")
    write_text(options.list, text)
    return 3 if failed else 0


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
