"""The scorer's version, language by language, and the parse errors reported beside the scores."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterable, Mapping

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize.bounds import TooHostileError
from codeedit_bench.normalize.keys import MAX_BYTES
from codeedit_bench.normalize.parsing import ErrorCounter


@functools.cache
def scorer_version(language: str) -> str:
    """What decides a score in `language` beside the texts: its rules, its grammar, and the parser.

    >>> scorer_version("python")
    'rules 2, tree-sitter-python 0.25.0, tree-sitter 0.26.1'
    """
    row = LANGUAGES.load(language)
    grammar = row.grammar.partition(":")[0].replace("_", "-")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in (grammar, "tree-sitter")]
    return ", ".join([f"rules {row.version}", *versions])


def scorer_versions(languages: Iterable[str]) -> dict[str, str]:
    """The scorer's version for each of `languages`, as a run states it. A language that is not among them cannot
    make two runs incomparable."""
    return {language: scorer_version(language) for language in sorted(set(languages))}


def version_differences(stated: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """A phrase for each language whose scorer differs between two runs, or a run and this program."""
    return [
        f"{language}: {stated.get(language, 'not stated')} against {other.get(language, 'not stated')}"
        for language in sorted({*stated, *other})
        if stated.get(language) != other.get(language)
    ]


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
