"""`codeedit diff-score`: explain a verdict of the scorer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import scorer_version
from codeedit_bench.normalize.explain import explain
from codeedit_bench.parsing import read_text


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "diff-score",
        "Say at which level two files are equal, and where they differ first.",
        ["codeedit diff-score --language python mine.py theirs.py"],
    )
    parser.add_argument("first", type=Path, metavar="A")
    parser.add_argument("second", type=Path, metavar="B")
    parser.add_argument("--language", required=True, help=f"one of {', '.join(LANGUAGES)}")
    options = parser.read(arguments)
    LANGUAGES.load(options.language)
    found = explain(_read(options.first), _read(options.second), language=options.language)
    for level, equal in found.equal.items():
        sys.stdout.write(f"{level:<7} {'equal' if equal else 'different'}\n")
        if not equal:
            difference = found.differences[level]
            before = " ".join(map(_shown, difference.context))
            sys.stdout.write(f"        token {difference.index}, after: {before or '(the start)'}\n")
            sys.stdout.write(f"        A: {_shown(difference.first)}\n        B: {_shown(difference.second)}\n")
    sys.stdout.write(f"{options.language}: {scorer_version(options.language)}\n")
    return 0


def _read(path: Path) -> str:
    try:
        return read_text(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}). Convert it first.") from error


def _shown(token: str) -> str:
    """One line, and nothing that a terminal would obey."""
    text = token if len(token) <= 200 else token[:200] + "…"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
