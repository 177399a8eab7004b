"""Layout tokens: what white space means in a language, computed from the text.

Each function takes the tokens as read, line ends and marks among them. Comments that count come as control byte +
text. It returns the stream that is compared, with those line ends that mean something.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from codeedit_bench.languages import Language
from codeedit_bench.languages.language import LayoutKind
from codeedit_bench.normalize.control import BROKEN, COMMENT, DIRECTIVE_COMMENT, MARK, NEWLINE
from codeedit_bench.normalize.indentation import indented

Layout = Callable[[list[bytes], Language], list[bytes]]

LINE = b"\n"
AFTER_BLANKS = b"!"
"""All that begins with a blank is less."""
COMMENT_BYTES = COMMENT + DIRECTIVE_COMMENT
MEMBER_ACCESS = frozenset((b".", b"?."))
DECORATES = frozenset((b"@", b"."))
OPENERS = frozenset((b"{", b"(", b"["))
OPERATOR_SIGNS = b"+-*/%&|^<>=!?:~#\\"
GO_TOKENS = OPENERS | {b"}", b")", b"]", LINE, MARK}


@functools.cache
def words(language: Language, name: str) -> frozenset[bytes]:
    return frozenset(language.layout_words[name].encode().split())


@functools.cache
def blanks_of(language: Language) -> bytes:
    """What the language takes for white space; Kotlin and Scala have no vertical tab."""
    return language.lexicon.blanks.encode().decode("unicode_escape").encode()


def free(tokens: list[bytes], language: Language) -> list[bytes]:  # noqa: ARG001 - the shape of a row
    """White space separates tokens and means nothing else."""
    return tokens


def semicolons(tokens: list[bytes], language: Language) -> list[bytes]:
    """Go: a line end after an operand ends the statement, as `;` does. The last one may be left out before the
    bracket that closes a block or a group of declarations. A mark stands where such a group opens."""
    ending, open_words = words(language, "ending"), words(language, "open")
    result: list[bytes] = []
    groups: list[bool] = []
    previous = b";"
    """The last token that is not a comment."""
    marked = False
    for token in [*tokens, LINE]:
        if token not in GO_TOKENS:
            result.append(token)
            if token[0] not in COMMENT_BYTES:
                previous = token
        elif token == LINE:
            if previous in ending or (previous not in open_words and _is_operand(previous)):
                result.append(b";")
                previous = b";"
        elif token == MARK:
            marked = True
        else:
            if token in OPENERS:
                groups.append(marked)
                marked = False
            elif groups and groups.pop() and previous == b";":
                _drop_last_semicolon(result)
            result.append(token)
            previous = token
    return result


def _drop_last_semicolon(result: list[bytes]) -> None:
    """Only comments follow it."""
    for index in range(len(result) - 1, -1, -1):
        if result[index] == b";":
            del result[index]
            return


def _is_operand(token: bytes) -> bool:
    head = token[:1]
    return head.isalnum() or head in b"_\"'`" or head >= b"\x80" or (head == b"." and token[1:2].isdigit())


def restricted(tokens: list[bytes], language: Language) -> list[bytes]:
    """JavaScript: a line end may end a statement. It is kept where that can be, which the tokens around it tell;
    where they do not, joining the lines makes an error. From the first error of the tree on, all line ends are."""
    after, before = words(language, "after"), words(language, "before")
    closing, never = words(language, "closing"), words(language, "never")
    cut, closers = words(language, "cut"), words(language, "closers")
    opens, members = words(language, "open"), words(language, "members")
    lone, heads = words(language, "lone"), words(language, "heads")
    result: list[bytes] = []
    broken = False
    previous, earlier = b"{", b";"
    bodies: list[bool] = []
    """For each open brace, whether members stand in it."""
    of_members = decorating = False
    pending: int | None = None
    """Where the line end seen since `previous` belongs in `result`."""
    marked = False
    for token in tokens:
        if token == LINE:
            if pending is None:
                pending = len(result)
            continue
        if token == BROKEN:
            broken = True
            if pending is not None:
                result.append(NEWLINE)
            result.append(token)
            pending, previous = None, b"{"
            continue
        if token == MARK:
            # A JSX attribute may stand on any line.
            marked = not broken
            continue
        if token[0] in COMMENT_BYTES:
            result.append(token)
            continue
        free_here = (
            previous in after
            or token in before
            or (previous in closing and token not in never)
            # In a type, `T extends U ? …` must stand on one line; in the head of a class it need not.
            or (of_members and token in heads)
        )
        if pending is not None and not free_here and _is_operand(token):
            named = earlier in MEMBER_ACCESS or (bodies != [] and bodies[-1])
            free_here = decorating or (previous in opens and not named)
        if (
            pending is not None
            and not marked
            and (broken or not free_here or (previous in cut and token not in closers))
        ):
            result.insert(pending, NEWLINE)
            # The compiler takes the word for a name here, the tree for a declaration's.
            broken = broken or previous in lone
        pending, marked = None, False
        result.append(token)
        if token == b"{":
            bodies.append(of_members)
            of_members = False
        elif token == b"}" and bodies:
            bodies.pop()
        elif token in members and previous not in MEMBER_ACCESS:
            of_members = True
        decorating = token == b"@" or (decorating and (token == b"." or previous in DECORATES))
        earlier, previous = previous, token
    return result


def lines(tokens: list[bytes], language: Language) -> list[bytes]:
    """Line ends and the presence of blanks count, not how many; indentation where the language says so."""
    keeps_indentation = "indentation" in language.layout_words
    leading = words(language, "leading") if "leading" in language.layout_words else frozenset()
    """What carries on the line before, but for a blank line in between."""
    result: list[bytes] = []
    gap = b""
    last = earlier = b""
    """The tokens before that are no comments."""
    parted = False
    """Whether a blank line stands since the last token that is not a comment."""
    blanks = blanks_of(language)
    for token in tokens:
        if token < AFTER_BLANKS and not token.translate(None, blanks):
            gap += token
            continue
        if b"\n" in gap:
            parted = parted or gap.count(b"\n") > 1
            joins = token in leading or last == b"\\" or (keeps_indentation and _goes_on(earlier, last, token))
            if joins and parted:
                result.append(NEWLINE)
            result.append(NEWLINE + (gap[gap.rindex(b"\n") + 1 :] if keeps_indentation else b""))
        elif gap:
            result.append(b" ")
        gap = b""
        result.append(token)
        if token[0] not in COMMENT_BYTES:
            parted, earlier, last = False, last, token
    return result


def _goes_on(earlier: bytes, last: bytes, token: bytes) -> bool:
    """Where Scala goes on behind one line end and not behind a blank line: before a bracket, after an operator of
    signs and after an annotation. An operator that is a word cannot be told here."""
    return last != b"" and (token in OPENERS or last[-1:] in OPERATOR_SIGNS or earlier == b"@")


LAYOUTS: Mapping[LayoutKind, Layout] = {
    "free": free,
    "preprocessor": free,
    "semicolons": semicolons,
    "restricted": restricted,
    "indented": indented,
    "lines": lines,
}
