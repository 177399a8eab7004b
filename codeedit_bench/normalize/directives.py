"""Preprocessor lines: where they end is part of the program, and macro bodies are tokens again."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable

from codeedit_bench.languages import Language
from codeedit_bench.normalize.bounds import bound_comments
from codeedit_bench.normalize.control import BEGIN_DIRECTIVE, END_DIRECTIVE, JOINED

SPLICED_HEAD = r"\n(?:[ \t\f\v]|/\*[\s\S]*?\*/)*+(?:#|%:)"
SPLICED_LINE = (
    SPLICED_HEAD + r"(?:\"(?:[^\"\\\n]|\\(?:[ \t\f\v]*+\n|[\s\S]))*+\"|'(?:[^'\\\n]|\\(?:[ \t\f\v]*+\n|[\s\S]))*+'"
    r"|//(?:[^\\\n]|\\(?:[ \t\f\v]*+\n|[\s\S]|\Z))*+|/\*[\s\S]*?\*/|/\*[\s\S]*+"
    r"|[^\n\\]|\\(?:[ \t\f\v]*+\n|[\s\S]|\Z))*+"
)
"""A directive that a backslash or a block comment continues."""
SINGLE_HEAD = r"\n[ \t\f\v]*+#"
SINGLE_LINE = SINGLE_HEAD + r"[^\n]*+"

LINE_END = b"\n"
HEAD = re.compile(rb"\n(?:[ \t\f\v]|/\*[\s\S]*?\*/)*+#")
BLANK = rb"(?:[ \t\f\v]|/\*[\s\S]*?\*/)*+"
ODD_SPLICE = re.compile(rb"\\[ \t\f\v]+\n")
HAS = re.compile(rb"(\b__has_(?:include|include_next|embed)[ \t]*\([ \t]*)(<[^>\n]*>)")
NAME = re.compile(BLANK + rb"([A-Za-z_]\w*+)")
MACRO = re.compile(BLANK + rb"[\w$\x80-\xff]++")
HEADER = re.compile(BLANK + rb'(<[^>\n]*>|"[^"\n]*")')


@functools.cache
def _words(language: Language, name: str) -> frozenset[bytes]:
    return frozenset(language.layout_words[name].encode().split())


def expand(
    tokens: list[bytes],
    language: Language,
    inner: re.Pattern[bytes],
    settle: Callable[[list[bytes]], list[bytes]],
) -> list[bytes]:
    """Replace each directive line, a token that starts with a line end, by its own tokens between two marks;
    `settle` says what becomes of the comments among these."""
    lines = [*itertools.compress(itertools.count(), map(bytes.startswith, tokens, itertools.repeat(LINE_END)))]
    bound_comments(len(lines), sum(map(len, tokens)))
    result: list[bytes] = []
    position = 0
    for index in lines:
        result += tokens[position:index]
        result += settle(_directive(tokens[index], language, inner))
        position = index + 1
    return result + tokens[position:]


def _directive(line: bytes, language: Language, inner: re.Pattern[bytes]) -> list[bytes]:
    if language.lexicon.splices and b"\\\n" in line and not ODD_SPLICE.search(line):
        line = b"\n" + line[1:].replace(b"\\\n", b"")
    head = HEAD.match(line)
    if head is None or (language.lexicon.splices and ODD_SPLICE.search(line)):
        # Compilers differ on a backslash with blanks behind it, and a digraph may stand for the `#`.
        return [BEGIN_DIRECTIVE, line.strip(), END_DIRECTIVE]
    rest = line[head.end() :]
    result = [*inner.findall(line[: head.end() - 1]), BEGIN_DIRECTIVE]
    match = NAME.match(rest)
    if match is None:
        return [*result, rest.strip(), END_DIRECTIVE]
    result += inner.findall(rest[: match.start(1)])
    name, rest = match.group(1), rest[match.end() :]
    result.append(name)
    if name in _words(language, "macro"):
        body = _with_headers(rest, inner)
        macro = MACRO.match(rest)
        if macro and rest[macro.end() : macro.end() + 1] == b"(":
            # `X(a)` takes a parameter, `X (a)` does not.
            body.insert(1 + next((i for i, token in enumerate(body) if not token.startswith(b"/*")), 0), JOINED)
        result.extend(body)
    elif name in _words(language, "header") and (header := HEADER.match(rest)):
        result += [*inner.findall(rest[: header.start(1)]), header.group(1), *inner.findall(rest[header.end() :])]
    elif name in _words(language, "lexed"):
        result.extend(_with_headers(rest, inner))
    else:
        # A message or a pragma: text.
        result.append(rest.strip())
    result.append(END_DIRECTIVE)
    return result


def _with_headers(rest: bytes, inner: re.Pattern[bytes]) -> list[bytes]:
    """Tokens; a header's name between `<` and `>` is one."""
    result: list[bytes] = []
    position = 0
    for found in HAS.finditer(rest):
        result += [*inner.findall(rest[position : found.end(1)]), found.group(2)]
        position = found.end()
    return [*result, *inner.findall(rest[position:])]
