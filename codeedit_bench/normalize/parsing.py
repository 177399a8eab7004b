"""The one place that talks to tree-sitter: parsers, captures, error counts, grammar versions."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codeedit_bench.languages import LANGUAGES, Language

if TYPE_CHECKING:
    import tree_sitter

Interval = tuple[int, int, str]
"""Start and end byte, and the role that the language's query gives it."""


@functools.cache
def _grammar(place: str) -> tree_sitter.Language:
    import tree_sitter

    module, _, function = place.partition(":")
    return tree_sitter.Language(getattr(importlib.import_module(module), function)())


@functools.cache
def _parser(place: str) -> tree_sitter.Parser:
    import tree_sitter

    return tree_sitter.Parser(_grammar(place))


@functools.cache
def _query(place: str, query: str) -> tree_sitter.QueryCursor:
    import tree_sitter

    return tree_sitter.QueryCursor(tree_sitter.Query(_grammar(place), query))


def parse(source: bytes, language: Language) -> tree_sitter.Tree:
    return _parser(language.grammar).parse(source)


def captures(source: bytes, language: Language) -> tuple[list[Interval], bool]:
    """The nodes that the language's query names, in order, outer before inner; and whether the tree has errors."""
    root = parse(source, language).root_node
    found: list[Interval] = []
    for role, nodes in _query(language.grammar, language.query).captures(root).items():
        found.extend([(node.start_byte, node.end_byte, role) for node in nodes])
    found.sort(key=_outer_first)
    return found, root.has_error


def _outer_first(interval: Interval) -> tuple[int, int]:
    return interval[0], -interval[1]


def error_nodes(source: bytes, language: Language) -> int:
    """How many ERROR and MISSING nodes the tree has."""
    root = parse(source, language).root_node
    if not root.has_error:
        return 0
    found = _query(language.grammar, "[(ERROR) (MISSING)] @error").captures(root)
    return len(found.get("error", ()))


@functools.cache
def grammar_versions() -> Mapping[str, str]:
    """Distribution → version of tree-sitter and every grammar in the table."""
    names = {LANGUAGES.load(name).grammar.partition(":")[0].replace("_", "-") for name in LANGUAGES}
    return {name: importlib.metadata.version(name) for name in sorted(names | {"tree-sitter"})}
