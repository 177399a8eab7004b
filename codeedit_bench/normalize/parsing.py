"""The one place that talks to tree-sitter: parsers, captures, error counts, grammar versions."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import re
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


MAX_DEPTH = 250
"""Brackets open at once, or left unmatched; deeper trees take tree-sitter's queries seconds."""
MAX_ERROR_CALLS = 400
"""Calls of 100 steps each, after an error: enough for a file of 30 KB that breaks in its first line."""
_PUNCTUATION = re.compile(rb"[^\w\s\x80-\xff]{400}")
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"()[]{}")


class TooHostileError(ValueError):
    """A text that would take the parser out of proportion to its length."""


def _check(source: bytes) -> None:
    if _PUNCTUATION.search(source):
        raise TooHostileError
    brackets = source.translate(None, _NOT_BRACKETS)
    if len(brackets) > MAX_DEPTH:
        depth = low = high = 0
        for byte in brackets:
            depth += 1 if byte in b"([{" else -1
            if depth > high:
                high = depth
            elif depth < low:
                low = depth
        if max(high, -low, high - low) > MAX_DEPTH:
            raise TooHostileError


def parse(source: bytes, language: Language) -> tree_sitter.Tree:
    """The syntax tree. `TooHostileError` for a text that nests too deep or takes too many steps: the count of the
    parser's own steps, unlike a clock, gives the same answer on every machine."""
    _check(source)
    parser = _parser(language.grammar)
    if len(source) < 1000:
        return parser.parse(source)
    # A real file takes 9 to 18 calls a thousand bytes; a call in error recovery can take a hundred times as long.
    left, left_in_error = 100 + len(source) // 25, MAX_ERROR_CALLS

    def out_of_budget(_offset: int, error: bool) -> bool:
        nonlocal left, left_in_error
        left -= 1
        left_in_error -= error
        return left < 0 or left_in_error < 0

    try:
        return parser.parse(lambda offset, _point: source[offset:], progress_callback=out_of_budget)
    except ValueError as error:
        parser.reset()
        raise TooHostileError from error


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
