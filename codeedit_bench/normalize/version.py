"""What decides a key apart from the texts, and the parse errors reported beside it."""

from __future__ import annotations

import functools

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize.keys import MAX_BYTES
from codeedit_bench.normalize.levels import LEVELS_VERSION
from codeedit_bench.normalize.parsing import ErrorCounter, TooHostileError, grammar_versions


@functools.cache
def scorer_version() -> str:
    """The levels' version and the grammars': scores under different versions are not compared."""
    grammars = ",".join(
        f"{name.removeprefix('tree-sitter-')}={version}" for name, version in grammar_versions().items()
    )
    return f"levels={LEVELS_VERSION};{grammars}"


def count_parse_errors(text: str, language: str) -> int:
    """ERROR and MISSING nodes of the whole file `text`; 1 for a text that is too long or too wild to parse."""
    return ParseErrors().count("", text, language)


class ParseErrors:
    """`count_parse_errors` of many texts, in less time where those of one path are versions of each other."""

    def __init__(self) -> None:
        self._counter = ErrorCounter()

    def count(self, path: str, text: str, language: str) -> int:
        source = text.encode("utf-8", "surrogatepass")
        if len(source) > MAX_BYTES:
            return 1
        try:
            return self._counter.count(path, source, LANGUAGES.load(language))
        except TooHostileError:
            return 1
