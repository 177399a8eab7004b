"""What decides a key apart from the texts, and the parse errors reported beside it."""

from __future__ import annotations

import functools

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize.keys import MAX_BYTES
from codeedit_bench.normalize.levels import LEVELS_VERSION
from codeedit_bench.normalize.parsing import TooHostileError, error_nodes, error_nodes_around, grammar_versions


@functools.cache
def scorer_version() -> str:
    """The levels' version and the grammars': scores under different versions are not compared."""
    grammars = ",".join(
        f"{name.removeprefix('tree-sitter-')}={version}" for name, version in grammar_versions().items()
    )
    return f"levels={LEVELS_VERSION};{grammars}"


def count_parse_errors(text: str, language: str) -> int:
    """ERROR and MISSING nodes of the whole file `text`; 1 for a text that is too long or too wild to parse."""
    source = text.encode("utf-8", "surrogatepass")
    row = LANGUAGES.load(language)
    if len(source) > MAX_BYTES:
        return 1
    try:
        return error_nodes(source, row)
    except TooHostileError:
        return 1


def count_parse_errors_around(prefix: str, old: str, new: str, suffix: str, language: str) -> tuple[int, int]:
    """Of the file before and after `old` gives way to `new`: as `count_parse_errors` of each, in less time."""
    sources = tuple(text.encode("utf-8", "surrogatepass") for text in (prefix, old, new, suffix))
    if sum(map(len, sources)) > MAX_BYTES:
        return 1, 1
    try:
        return error_nodes_around((sources[0], sources[1], sources[2], sources[3]), LANGUAGES.load(language))
    except TooHostileError:
        return count_parse_errors(prefix + old + suffix, language), count_parse_errors(
            prefix + new + suffix, language
        )
