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
    return _errors(parse(source, language), language)


def _errors(tree: tree_sitter.Tree, language: Language) -> int:
    if not tree.root_node.has_error:
        return 0
    found = _query(language.grammar, "[(ERROR) (MISSING)] @error").captures(tree.root_node)
    return len(found.get("error", ()))


def error_nodes_around(parts: tuple[bytes, bytes, bytes, bytes], language: Language) -> tuple[int, int]:
    """The same for prefix + old + suffix and prefix + new + suffix, of `parts` prefix, old, new, suffix.

    The second text is parsed on top of the first tree. Where that finds errors the text is parsed afresh, since
    recovery may differ: the counts are those of `error_nodes`.
    """
    prefix, old, new, suffix = parts
    before, after = prefix + old + suffix, prefix + new + suffix
    tree = parse(before, language)
    n_before = _errors(tree, language)
    start, old_end, new_end = len(prefix), len(prefix) + len(old), len(prefix) + len(new)
    tree.edit(start, old_end, new_end, _point(before, start), _point(before, old_end), _point(after, new_end))
    tree = _parser(language.grammar).parse(after, tree)
    return n_before, error_nodes(after, language) if tree.root_node.has_error else 0


def _point(source: bytes, offset: int) -> tuple[int, int]:
    return source.count(b"\n", 0, offset), offset - source.rfind(b"\n", 0, offset) - 1


@functools.cache
def grammar_versions() -> Mapping[str, str]:
    """Distribution → version of tree-sitter and every grammar in the table."""
    names = {LANGUAGES.load(name).grammar.partition(":")[0].replace("_", "-") for name in LANGUAGES}
    return {name: importlib.metadata.version(name) for name in sorted(names | {"tree-sitter"})}
