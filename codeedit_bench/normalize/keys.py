"""From text to what is compared: the normal form, and its digest."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from codeedit_bench.languages import LANGUAGES, Language
from codeedit_bench.normalize.control import COMMENT, DIRECTIVE_COMMENT, ODD, VERBATIM
from codeedit_bench.normalize.layouts import LAYOUTS
from codeedit_bench.normalize.levels import Level
from codeedit_bench.normalize.tokens import tokenize

MAX_BYTES = 1 << 20
"""Longer texts are compared at level `text`."""
MAX_DEPTH_BYTES = 4000
"""So many brackets, at most, may stand open; see `_too_deep`."""

_ODD = re.compile(ODD)
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Comments:
    heads: tuple[bytes, ...]
    look_alikes: tuple[bytes, ...]
    directive: re.Pattern[bytes]
    all_directives_if: re.Pattern[bytes] | None
    ends_line: bool
    """Whether a line end within a comment is one for the layout."""


@functools.cache
def _comments(language: Language) -> _Comments:
    lexicon = language.lexicon
    return _Comments(
        tuple(head.encode() for head in lexicon.comment_heads),
        tuple(text.encode() for text in lexicon.comment_look_alikes),
        re.compile(language.directive.encode()),
        re.compile(language.all_directives_if.encode()) if language.all_directives_if else None,
        language.layout not in ("free", "preprocessor"),
    )


@functools.cache
def _verbatim_if(language: Language) -> Callable[[bytes], object]:
    return re.compile(language.verbatim_if.encode("latin-1")).search


def outer(text: str) -> str:
    """Level `text`: the byte order mark, CR before LF, outer blank lines and trailing white space do not count."""
    text = text.removeprefix(_BOM).replace("\r\n", "\n").rstrip()
    start = len(text) - len(text.lstrip())
    return text[text.rfind("\n", 0, start) + 1 :]


def normal_form(text: str, language: str, level: Level = "layout") -> str:
    """What `level` compares, as readable text: equal forms mean equal programs at that level.

    One token a line; layout tokens and comments carry a control byte. `UnknownNameError` for an unknown language.
    """
    return b"\n".join(stream(text, LANGUAGES.load(language), level)).decode("utf-8", "backslashreplace")


def stream(text: str, language: Language, level: Level) -> list[bytes]:
    """The tokens that `level` compares; a text that cannot be read as a program is one verbatim token."""
    if level == "text":
        return [VERBATIM, outer(text).encode("utf-8", "surrogatepass")]
    source = text.removeprefix(_BOM).replace("\r\n", "\n").encode("utf-8", "surrogatepass")
    if len(source) > MAX_BYTES or _ODD.search(source) or _verbatim_if(language)(source):
        return [VERBATIM, outer(text).encode("utf-8", "surrogatepass")]
    tokens, broken = tokenize(source, language)
    tokens = _settle_comments(tokens, source, language, keep=level == "layout")
    return LAYOUTS[language.layout](tokens, language, broken)


def _settle_comments(tokens: list[bytes], source: bytes, language: Language, *, keep: bool) -> list[bytes]:
    """Directive comments verbatim, the others with white space collapsed, or gone where `keep` is false."""
    rules = _comments(language)
    if not any(head in source for head in rules.heads):
        return tokens
    everything = rules.all_directives_if is not None and rules.all_directives_if.search(source) is not None
    settled: list[bytes] = []
    for token in tokens:
        if not token.startswith(rules.heads) or token in rules.look_alikes:
            settled.append(token)
            continue
        if everything or rules.directive.search(token):
            settled.append(DIRECTIVE_COMMENT + token)
        elif keep:
            settled.append(COMMENT + b" ".join(token.split()))
        if rules.ends_line and b"\n" in token:
            settled.append(b"\n")
    return settled


def key(text: str, language: Language, level: Level) -> bytes:
    """A digest of 16 bytes: equal exactly if the normal forms are, up to collisions of BLAKE2b."""
    return hashlib.blake2b(b"\0".join(stream(text, language, level)), digest_size=16).digest()
