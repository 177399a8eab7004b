"""Level `style`: forgives trailing commas, parentheses around one operand or a whole value, optional semicolons
and the choice of quotes. It has real false equals (`list[str]` and `list[str,]`), so it is never a reward."""

from __future__ import annotations

from codeedit_bench.languages import Language
from codeedit_bench.normalize.control import DEDENT, NEWLINE

CLOSERS = {b")": b"(", b"]": b"[", b"}": b"{"}
BEFORE_VALUE = frozenset(
    b"= == != === !== < > <= >= + - * / % , ( [ { : && || ! ? => += -= return and or not in yield await".split()
)
"""Tokens after which a parenthesis groups and does not call."""
ENDS = frozenset((b";", NEWLINE, b",", b")", b"]", b"}", b":", DEDENT))


def style(tokens: list[bytes], language: Language) -> list[bytes]:
    """The tokens of level `code` without what is a matter of style."""
    if language.interchangeable_quotes:
        tokens = [_quoted(token) for token in tokens]
    if language.optional_semicolons:
        tokens = _ended(tokens)
    tokens = [
        token
        for index, token in enumerate(tokens)
        if token != b"," or tokens[index + 1 : index + 2] == [] or tokens[index + 1] not in CLOSERS
    ]
    return _ungrouped(tokens)


def _quoted(token: bytes) -> bytes:
    if token[:1] != b"'" or token[-1:] != b"'" or len(token) < 2:
        return token
    inside = token[1:-1]
    return token if any(mark in inside for mark in (b'"', b"'", b"\\", b"$")) else b'"' + inside + b'"'


def _ended(tokens: list[bytes]) -> list[bytes]:
    """Without line ends, and without semicolons but for those between parentheses."""
    result: list[bytes] = []
    depth = 0
    for token in tokens:
        depth += (token == b"(") - (token == b")")
        if token != NEWLINE and (token != b";" or depth > 0):
            result.append(token)
    return result


def _ungrouped(tokens: list[bytes]) -> list[bytes]:
    """Without the parentheses around a single token, or around all that stands between a value's start and end."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token == b"(":
            opened.append(index)
        elif token == b")" and opened:
            partner[opened.pop()] = index
    dropped: set[int] = set()
    for start, end in partner.items():
        if start == 0 or tokens[start - 1] not in BEFORE_VALUE:
            continue
        single = end == start + 2
        whole = end + 1 == len(tokens) or tokens[end + 1] in ENDS
        inside = tokens[start + 1 : end]
        if inside and (single or (whole and b"," not in inside and tokens[start - 1] not in (b"(", b","))):
            dropped |= {start, end}
    return [token for index, token in enumerate(tokens) if index not in dropped]
