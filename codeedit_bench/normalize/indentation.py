"""Python's lines: NEWLINE, INDENT and DEDENT from the text, with indentation compared as exact strings."""

from __future__ import annotations

import functools

from codeedit_bench.languages import Language
from codeedit_bench.normalize.control import (
    BAD_INDENT,
    BROKEN,
    COMMENT,
    DEDENT,
    DIRECTIVE_COMMENT,
    INDENT,
    NEWLINE,
)

CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}"}
PLAIN_NOT = frozenset((b"(", b")", b"[", b"]", b"{", b"}", b":", b";", b"lambda"))
"""Tokens that a line's state depends on."""
LINE_OR_COMMENT = b"\n\\" + COMMENT + DIRECTIVE_COMMENT
NO_STATEMENT = (NEWLINE, INDENT, DEDENT, b";", b":")
"""What a `;` cannot end a statement after."""
INLINE = b"\x00"
"""On the stack of indentations: the body of a one-line suite."""


@functools.cache
def _words(language: Language, name: str) -> frozenset[bytes]:
    return frozenset(language.layout_words[name].encode().split())


class _Lines:
    """The state between two logical lines."""

    def __init__(self, language: Language) -> None:
        self.compound, self.suite = _words(language, "compound"), _words(language, "suite")
        self.lambdas_words = _words(language, "lambda")
        self.soft, self.soft_operators = _words(language, "soft"), _words(language, "soft_operators")
        self.out: list[bytes] = []
        self.stack = [b""]

    def start(self, indentation: bytes) -> None:
        """Say how a line that starts with `indentation` stands to the lines before."""
        indentation = indentation.rpartition(b"\f")[2]
        if self.stack[-1] == INLINE:
            self.stack.pop()
            self.out.append(DEDENT)
        if indentation == self.stack[-1]:
            return
        if indentation in self.stack:
            while self.stack[-1] != indentation:
                self.stack.pop()
                self.out.append(DEDENT)
        elif indentation.startswith(self.stack[-1]):
            self.stack.append(indentation)
            self.out.append(INDENT)
        else:
            self.out.append(BAD_INDENT + indentation)


def indented(  # noqa: PLR0912, PLR0915 - one state machine, and the hottest loop for Python
    tokens: list[bytes],
    language: Language,
) -> list[bytes]:
    """A one-line suite equals a block, `;` equals a line end; an unbalanced bracket makes all later ones count."""
    state = _Lines(language)
    out = state.out
    closers: list[bytes] = []
    opened = (0, 0)
    """Where the outermost open bracket stands in `tokens` and in `out`."""
    indentation: bytes | None = b""
    """Of the logical line that is about to start; None within one."""
    header: int | None = None
    """Where in `out` the compound statement starts whose colon is still to come."""
    lambdas = 0
    decorator = False
    """Whether the line is one; no semicolon may end it."""
    awaits = ""
    """What the next token must decide: `body` after a header's colon, `next` after a semicolon."""
    for index, token in enumerate(tokens):
        if indentation is None and not awaits and token not in PLAIN_NOT and token[0] not in LINE_OR_COMMENT:
            out.append(token)
            continue
        first = token[0]
        if first == 10:
            if closers:
                continue
            if indentation is None:
                out.append(NEWLINE)
            indentation, awaits, header = token[1:], "", None
            continue
        if first == 92 and token[1:2] == b"\n":
            if indentation is not None:
                # Which of the two lines gives the indentation is an odd rule of CPython's.
                out.append(token)
                indentation = None
            continue
        if first in (COMMENT[0], DIRECTIVE_COMMENT[0]):
            out.append(token)
            continue
        if indentation is not None:
            state.start(indentation)
            indentation = None
            lambdas = 0
            decorator = token == b"@"
            if token in state.suite or token in state.soft:
                header = len(out)
        elif awaits:
            simple = token not in state.compound and token != b";"
            if awaits == "next":
                out.append(NEWLINE if simple else b";")
            elif simple:
                out += (NEWLINE, INDENT)
                state.stack.append(INLINE)
            awaits = ""
        if first == 58 and token == b":" and header is not None and not closers:
            if lambdas:
                lambdas -= 1
            else:
                if out[header] not in state.soft or (*out, token)[header + 1] not in state.soft_operators:
                    awaits = "body"
                header = None
        elif token in CLOSERS:
            if not closers:
                opened = index, len(out)
            closers.append(CLOSERS[token])
        elif first in b")]}":
            if not closers:
                return [*out, *_by_line(tokens[index:])]
            if closers.pop() != token:
                return [*out[: opened[1]], *_by_line(tokens[opened[0] :])]
        elif (
            first == 59 and token == b";" and not closers and out and out[-1] not in NO_STATEMENT and not decorator
        ):
            awaits = "next"
            continue
        elif token in state.lambdas_words and not closers:
            lambdas += 1
        out.append(token)
    if closers:
        return [*out[: opened[1]], *_by_line(tokens[opened[0] :])]
    if tokens and tokens[-1][:2] == b"\\\n":
        out.append(tokens[-1])
    if indentation is None:
        out.append(NEWLINE)
    out.extend([DEDENT] * (len(state.stack) - 1))
    return out


def _by_line(tokens: list[bytes]) -> list[bytes]:
    """Brackets do not match: nobody can tell which line ends count, so all do, blank lines apart."""
    out = [BROKEN]
    line = b""
    for token in tokens:
        if token[0] == 10:
            line = token
        else:
            if line:
                out.append(line)
                line = b""
            out.append(token)
    return out
