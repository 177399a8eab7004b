"""The one place that talks to tree-sitter: parsers, captures, error counts."""

from __future__ import annotations

import contextlib
import functools
import importlib
import itertools
import operator
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from codeedit_bench.languages import Language
from codeedit_bench.normalize.bounds import TooHostileError

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
def _parser(place: str) -> tuple[tree_sitter.Parser, bytearray, list[memoryview]]:
    """A grammar's parser, where it reads its text, and the views of that by length.

    The binding never lets go of what a callback returns. It always gets one of these views, so that no text is
    kept. The parser holds one piece at a time.
    """
    import tree_sitter

    window = bytearray(PIECE)
    return tree_sitter.Parser(_grammar(place)), window, [memoryview(window)[:size] for size in range(PIECE + 1)]


@functools.cache
def _query(place: str, query: str) -> tree_sitter.QueryCursor:
    import tree_sitter

    return tree_sitter.QueryCursor(tree_sitter.Query(_grammar(place), query))


MAX_DEPTH = 250
"""Brackets open at once, or left unmatched; deeper trees take tree-sitter's queries seconds."""
MAX_ERROR_CALLS = 400
"""Calls of 100 steps each, after an error: enough for a file of 30 KB that breaks in its first line."""
PIECE = 1024
"""Bytes that the parser gets at a time."""
MAX_IN_VAIN = 100_000
"""Bytes that may be read for a comment without an end, all its later starts taken together."""
_PUNCTUATION = bytes(ord(".") if re.match(rb"[^\w\s\x80-\xff]", bytes([byte])) else 0 for byte in range(256))
_TOO_MUCH_PUNCTUATION = b"." * 400
_TOO_MUCH_OVER_LINES = b"." * 2000
"""With blanks between: a banner of comment lines holds a few hundred signs."""
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"()[]{}")
_STEPS = bytes(2 if byte in b"([{" else 0 for byte in range(256))


def _check(source: bytes, language: Language) -> None:
    if _TOO_MUCH_PUNCTUATION in source.translate(_PUNCTUATION):
        raise TooHostileError
    if _TOO_MUCH_OVER_LINES in source.translate(_PUNCTUATION, b" \t\n\r\f\v"):
        raise TooHostileError
    brackets = source.translate(None, _NOT_BRACKETS)
    if len(brackets) > MAX_DEPTH:
        steps = brackets.translate(_STEPS)
        # Each step is one too high, since a byte is not negative.
        depths = [*map(operator.sub, itertools.accumulate(steps), itertools.count(1))]
        high, low = max(0, *depths), min(0, *depths)
        if high - low > MAX_DEPTH:
            raise TooHostileError
    if any(_read_in_vain(source, language, *marks) for marks in language.block_comments):
        raise TooHostileError


def _read_in_vain(source: bytes, language: Language, start: str, end: str) -> bool:
    """Whether the text has a comment without an end, and a lexer that tries it again at each start after it would
    read too much: up to the text's end, dozens of times."""
    head, tail = start.encode(), end.encode()
    closed = source.rfind(tail) + 1
    if source.count(head, closed) < 16:
        return False
    places = [found.start() for found in re.finditer(re.escape(head), source[closed:])]
    if sum(len(source) - closed - place for place in places) <= MAX_IN_VAIN:
        return False
    return any(
        found.group().lstrip().startswith(head) and tail not in found.group()[len(head) + 1 :]
        for found in _passed(language).finditer(source)
    )


@functools.cache
def _passed(language: Language) -> re.Pattern[bytes]:
    """Strings and comments, whole."""
    lexicon = language.lexicon
    template = r"`[^`\\]*+(?:\\[\s\S][^`\\]*+)*+`" if "`" in lexicon.quotes else ""
    parts = (*lexicon.strings, template, lexicon.first, *lexicon.comments)
    return re.compile("|".join(part for part in parts if part).encode("latin-1"), re.MULTILINE)


def parse(source: bytes, language: Language, known: tree_sitter.Tree | None = None) -> tree_sitter.Tree:
    """The syntax tree. `TooHostileError` for a text that nests too deep or takes too many steps. Unlike a clock,
    the count of the parser's own steps gives the same answer on every machine.

    `known` may be the tree of a similar text, told where `source` differs: what they share is not parsed again.
    """
    _check(source, language)
    parser, window, views = _parser(language.grammar)
    start: Callable[..., tree_sitter.Tree] = parser.parse
    base = () if known is None else (known,)  # None, which its type allows, is refused
    if len(source) < 1000:
        return start(source, *base)
    # A real file takes up to 15 calls a thousand bytes; a call in error recovery can take a hundred times as long.
    left, left_in_error = 100 + len(source) // 25, MAX_ERROR_CALLS
    # A real file is read once, and again up to 27 times a thousand bytes: where a version of the parse goes back,
    # and where a lexer looks ahead. Unbounded, a lexer that looks ahead to the end takes time by the square.
    most_pieces = 300 + len(source) // PIECE + len(source) // 25

    def out_of_budget(_offset: int, error: bool) -> bool:
        nonlocal left, left_in_error
        left -= 1
        left_in_error -= error
        return left < 0 or left_in_error < 0 or pieces > most_pieces

    pieces = 0

    def read(offset: int, _point: object) -> memoryview:
        nonlocal pieces
        pieces += 1
        piece = source[offset : offset + PIECE]
        window[: len(piece)] = piece
        return views[len(piece)]

    try:
        return start(read, *base, progress_callback=out_of_budget)
    except ValueError as error:
        parser.reset()
        raise TooHostileError from error


def captures(source: bytes, language: Language) -> tuple[list[Interval], int | None]:
    """The nodes that the language's query names, in order, outer before inner.

    Beside them, where the first piece of the text starts that the tree has errors in. None if it has none.
    """
    root = parse(source, language).root_node
    found: list[Interval] = []
    for role, nodes in _query(language.grammar, language.query).captures(root).items():
        if role == "body":
            ends = [(node, source.find(b"\n", node.end_byte)) for node in nodes]
            found.extend([(node.start_byte, end if end > 0 else len(source), role) for node, end in ends])
        else:
            found.extend([(node.start_byte, node.end_byte, role) for node in nodes])
    found.sort(key=_outer_first)
    doubts = [start for start, _, role in found if role == "doubt"]
    found = [interval for interval in found if interval[2] != "doubt"]
    if not root.has_error and not doubts:
        return found, None
    for child in root.children:
        if child.has_error or any(child.start_byte <= start < child.end_byte for start in doubts[:1]):
            return found, child.start_byte
    return found, 0


def lies_in_comment(source: bytes, place: int, language: Language) -> bool | None:
    """Whether a comment holds the bytes on both sides of `place`. None where the tree has errors: one may."""
    try:
        root = parse(source, language).root_node
    except TooHostileError:
        return None
    node = None if root.has_error else root.descendant_for_byte_range(place - 1, place)
    if node is None:
        return None
    while node is not None:
        if "comment" in node.type and node.start_byte < place < node.end_byte:
            return True
        node = node.parent
    return False


def _outer_first(interval: Interval) -> tuple[int, int]:
    return interval[0], -interval[1]


def error_nodes(tree: tree_sitter.Tree, language: Language) -> int:
    """How many ERROR and MISSING nodes the tree has."""
    if not tree.root_node.has_error:
        return 0
    found = _query(language.grammar, "[(ERROR) (MISSING)] @error").captures(tree.root_node)
    return len(found.get("error", ()))


class ErrorCounter:
    """The error nodes of many texts, of which those of one name are versions of each other.

    A text is parsed on top of the last tree of its name that had no errors. Where that finds errors it is parsed
    afresh, since recovery may differ: the counts depend on the text alone.
    """

    def __init__(self, *, cache_bytes: int = 1 << 20) -> None:
        self._trees: OrderedDict[tuple[str, str], tuple[bytes, tree_sitter.Tree]] = OrderedDict()
        self._left = cache_bytes
        """Of source texts; a tree takes some ten times as much."""

    def count(self, name: str, source: bytes, language: Language) -> int:
        key = language.grammar, name
        known = self._trees.pop(key, None)
        tree = None
        if known is not None:
            self._left += len(known[0])
            with contextlib.suppress(TooHostileError):
                tree = parse(source, language, _moved(*known, source))
        if tree is None or tree.root_node.has_error:
            tree = parse(source, language)
        if not tree.root_node.has_error:
            self._keep(key, source, tree)
        return error_nodes(tree, language)

    def _keep(self, key: tuple[str, str], source: bytes, tree: tree_sitter.Tree) -> None:
        self._trees[key] = source, tree
        self._left -= len(source)
        while self._left < 0:
            _, (dropped, _) = self._trees.popitem(last=False)
            self._left += len(dropped)


def _moved(old: bytes, tree: tree_sitter.Tree, new: bytes) -> tree_sitter.Tree:
    """The `tree` of `old`, told which stretches `new` has in place of which."""
    # From the end: then the places before an edit are still those of `old`.
    for start, end, text in reversed(_differences(old, new)):
        row, column = _point(old, start)
        breaks = text.count(b"\n")
        reached = len(text) - text.rfind(b"\n") - 1 if breaks else column + len(text)
        tree.edit(start, end, start + len(text), (row, column), _point(old, end), (row + breaks, reached))
    return tree


def _differences(old: bytes, new: bytes, place: int = 0) -> list[tuple[int, int, bytes]]:
    """Start and end of what differs in `old`, which stands at `place`, and what `new` has there; not the least."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    old, new, place = old[head : len(old) - tail], new[head : len(new) - tail], place + head
    for line in old[len(old) // 2 :][:4000].split(b"\n")[1:-1] if len(old) > 1000 else ():
        if len(line) > 20 and old.count(line) == new.count(line) == 1:
            first, second = old.index(line), new.index(line)
            above = _differences(old[:first], new[:second], place)
            return above + _differences(old[first:], new[second:], place + first)
    return [(place, place + len(old), new)] if old or new else []


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes the two have in common from their start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _point(source: bytes, offset: int) -> tuple[int, int]:
    return source.count(b"\n", 0, offset), offset - source.rfind(b"\n", 0, offset) - 1
