"""Text to tokens: the language's lexicon as one regular expression, and the masks that the tree asks for.

What the tree delimits (`Language.query`) is cut out before the regular expression runs; a control byte stands
in its place and the literal comes back afterwards.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from codeedit_bench.languages import Language
from codeedit_bench.languages.language import LayoutKind, Lexicon
from codeedit_bench.normalize.control import JSX_TEXT, LITERAL, MARK
from codeedit_bench.normalize.directives import SINGLE_HEAD, SINGLE_LINE, SPLICED_HEAD, SPLICED_LINE, expand
from codeedit_bench.normalize.parsing import Interval, captures

LINE_PATTERNS = {"semicolons": r"\n", "restricted": r"\n", "lines": r"[^\S\n]++|\n", "indented": r"\\?\n[ \t\f]*+"}
"""By layout kind, what a line end's token is. For `indented` it brings the next line's indentation,
and a backslash that makes it none."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A compiled lexicon."""

    pattern: re.Pattern[bytes]
    fenced: re.Pattern[bytes] | None
    """The same with raw strings, whose group makes it slower: for texts that have them."""
    fence_hint: bytes
    inner: re.Pattern[bytes]
    """For the inside of a directive line."""
    needs_tree: Callable[[bytes], bool]
    directives: bool
    blanks: bytes
    """White space that is no token; at the end of a text it would be tried from each of its bytes."""
    line_led: bool
    """Whether the first line, too, must start with a line end."""

    def tokens(self, source: bytes) -> list[bytes]:
        stripped = source.rstrip(self.blanks)
        if not stripped.endswith(b"\\\n"):
            source = stripped
        if self.line_led:
            source = b"\n" + source
        if self.fenced is not None and self.fence_hint in source:
            return [match.group(1) for match in self.fenced.finditer(source)]
        found: list[bytes] = self.pattern.findall(source)
        return found


@functools.cache
def scanner(language: Language) -> Scanner:
    lexicon = language.lexicon
    directives = language.layout == "preprocessor"
    directive = ""
    if directives:
        directive = SPLICED_LINE if lexicon.splices else SINGLE_LINE
    lines = LINE_PATTERNS.get(language.layout, "")
    plain = _alternatives(lexicon, lines=directive or lines)
    # The one group around the token makes `findall` leave the blanks before it out.
    skipped = _skipped(lexicon, language.layout)
    return Scanner(
        pattern=_compile(f"{skipped}({plain})"),
        fenced=_compile(f"{skipped}({lexicon.raw_strings}|{plain})") if lexicon.raw_strings else None,
        fence_hint=lexicon.raw_string_hint.encode(),
        inner=_compile(rf"\s*+({_alternatives(lexicon, lines='##')})") if directives else _compile(r"(?!)"),
        needs_tree=_needs_tree(language),
        directives=directives,
        blanks=lexicon.blanks.encode().decode("unicode_escape").encode().replace(b"\n", b"" if lines else b"\n"),
        line_led=bool(lines or directives),
    )


def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("latin-1"))


def _skipped(lexicon: Lexicon, layout: LayoutKind) -> str:
    """What stands between tokens. It must take all of it: what is left over is tried again from each byte."""
    blanks = lexicon.blanks.replace(r"\n", "")
    if layout == "lines":
        return ""
    if layout == "free":
        return f"[{lexicon.blanks}]*+"
    if layout != "preprocessor":
        return f"[{blanks}]*+"
    if not lexicon.splices:
        return rf"(?:[{blanks}]++|(?!{SINGLE_HEAD})\n)*+"
    return rf"(?:[{blanks}]++|(?!{SPLICED_HEAD})\n|\\\n(?!\S)|(?<=\s)\\\n)*+"


def _needs_tree(language: Language) -> Callable[[bytes], bool]:
    hints = [hint.encode() for hint in language.query_if.split()]
    if not hints:
        hints = [b""] if language.query else []
    return lambda source: any(hint in source for hint in hints)


def _alternatives(lexicon: Lexicon, *, lines: str) -> str:
    operators = sorted(lexicon.operators.split(), key=lambda text: (-len(text), text))
    parts = (
        lexicon.first,
        rf"(?:{lexicon.word})(?!{lexicon.glued})",
        lines,
        *lexicon.comments,
        rf"\w*?(?:{'|'.join((*lexicon.strings, LITERAL.decode()))})\w*+",
        lexicon.number,
        # A spliced line joins what stands on its sides.
        r"(?<=[^\s])\\\n(?=[^\s])" if lexicon.splices else "",
        # After an unmatched quote nobody can tell text from code: the rest of the line stays as it is.
        rf"[{lexicon.quotes}][^\n]*+",
        "|".join(map(re.escape, operators)),
        lexicon.word,
        rf"\\(?!\n)|[^{lexicon.blanks}\\]" if lexicon.continues else rf"[^{lexicon.blanks}]",
    )
    return "|".join(part for part in parts if part)


def _jsx_text(text: bytes) -> bytes:
    """JSX drops line ends with the blanks around them; blanks within a line are text."""
    lines = text.split(b"\n")
    if len(lines) == 1:
        return text
    kept = [lines[0].rstrip(b" \t"), *(line.strip(b" \t") for line in lines[1:-1]), lines[-1].lstrip(b" \t")]
    return b" ".join(line for line in kept if line)


def mask(source: bytes, intervals: Sequence[Interval]) -> tuple[bytes, list[bytes]]:
    """`source` with control bytes for what `intervals` cut out, and the literals cut out, in order."""
    pieces: list[bytes] = []
    literals: list[bytes] = []
    stack: list[tuple[int, str]] = []
    position = 0
    role = "code"

    def emit(end: int) -> None:
        nonlocal position
        if end <= position:
            return
        text = source[position:end]
        position = end
        if role == "code":
            pieces.append(text)
        elif role == "verbatim":
            pieces.append(LITERAL)
            literals.append(text)
        elif kept := _jsx_text(text):
            pieces.append(JSX_TEXT)
            literals.append(kept)

    for start, end, kind in intervals:
        while stack and stack[-1][0] <= start:
            emit(stack.pop()[0])
            role = stack[-1][1] if stack else "code"
        if kind == "mark":
            if role == "code":
                emit(start)
                pieces.append(MARK)
        elif start < end and not (stack and end > stack[-1][0]):
            emit(start)
            stack.append((end, kind))
            role = kind
    while stack:
        emit(stack.pop()[0])
        role = stack[-1][1] if stack else "code"
    emit(len(source))
    return b"".join(pieces), literals


def _between_tags(intervals: list[Interval], source: bytes) -> list[Interval]:
    """Make all from a close tag to the next open tag verbatim; a text starts as if after a close tag."""
    kept = [interval for interval in intervals if interval[2] not in ("open", "close")]
    outside = 0
    for start, end, role in intervals:
        # `<?php` is a tag before white space alone; `<?=` is one anywhere.
        tag = not source[end - 1 : end].isalpha() or source[end : end + 1].isspace() or end == len(source)
        if role == "open" and outside >= 0 and tag:
            kept.append((outside, end, "verbatim"))
            outside = -1
        elif role == "close" and outside < 0:
            outside = start
    if outside >= 0:
        kept.append((outside, len(source), "verbatim"))
    return sorted(kept, key=lambda interval: (interval[0], -interval[1]))


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as read."""

    tokens: list[bytes]
    """Comments, line ends (where the layout needs them) and marks among them; control bytes for what was cut."""
    literals: list[bytes]
    """What was cut out, in order."""
    broken: bool
    """Whether the tree has errors; False where none was asked for."""


def tokenize(source: bytes, language: Language) -> Tokens:
    scan = scanner(language)
    literals: list[bytes] = []
    if not scan.needs_tree(source):
        masked, broken = source, False
    else:
        intervals, broken = captures(source, language)
        if "@open" in language.query:
            intervals = _between_tags(intervals, source)
        masked, literals = mask(source, intervals) if intervals else (source, [])
    tokens = scan.tokens(masked)
    if scan.directives:
        tokens = expand(tokens, language, scan.inner)
    return Tokens(tokens, literals, broken)


CUT = re.compile(rb"[\x01\x02]")


def fill(tokens: Sequence[bytes], literals: Sequence[bytes]) -> list[bytes]:
    """`tokens` with `literals` put back, each between its control bytes: a literal equals only a literal."""
    supply: Iterator[bytes] = iter(literals)
    return [CUT.sub(lambda found: found.group() + next(supply, b"") + found.group(), token) for token in tokens]
