"""Where literals stand that no regular expression can delimit, read by one scanner with a stack.

The languages give the literals as data (`codeedit_bench.languages.nested`). Where the scanner cannot tell how a
text goes on, it keeps all that follows as it is. That can make equal texts different, never different ones equal.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codeedit_bench.languages import Language
from codeedit_bench.languages.nested import Nested
from codeedit_bench.normalize.bounds import MAX_FENCE, TooHostileError, bound_literals
from codeedit_bench.normalize.parsing import Interval

CONDITIONAL = re.compile(rb"^[ \t]*#[ \t]*(?:if|el|endif)", re.MULTILINE)
BEGIN_BRANCH, END_BRANCH = (re.compile(rb"^[ \t]*#[ \t]*" + word, re.MULTILINE) for word in (b"if", b"endif"))
RUNS_ON = re.compile(rb"/\*|\"\"\"|`|\\\(|\$\{|#\"")
"""In the rest of a line that is not understood: what may go on in the next line."""
REGEX = re.compile(rb"/(?![*/])(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*+\])++/\w*+")
BEFORE_REGEX = b"([{,;=:?&|+-*%~^<"
REGEX_WORDS = frozenset(b"return typeof case in instanceof new delete void throw do else".split())
UNSURE_WORDS = frozenset(b"of yield await async get set static".split())


@functools.lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("latin-1"), re.MULTILINE)


def _named_apart(pattern: str, index: int) -> str:
    """Two alternatives may use one name."""
    return re.sub(r"\(\?P(<|=)(\w+)", rf"(?P\g<1>\g<2>_{index}", pattern)


@dataclass(frozen=True, slots=True)
class _Table:
    code: re.Pattern[bytes]
    """What may start in code; the name of the outer group says what it is."""
    brackets: re.Pattern[bytes]
    """The same with brackets and colons, for code within a literal."""
    rows: Mapping[str, Nested]
    groups: Mapping[str, Sequence[tuple[str, str]]]
    """By row, the groups that its start names, each with its name in `code`."""
    plain: re.Pattern[bytes]
    """Literals that the lexicon delimits by itself: cut or not, a text must give the same tokens."""
    conditional: bool


@functools.cache
def _table(language: Language) -> _Table:
    lexicon = language.lexicon
    rows = {f"row{index}": row for index, row in enumerate(lexicon.nested)}
    slashes = language.after_error == "scan"
    parts = [
        *(f"(?P<row{index}>{_named_apart(row.opens, index)})" for index, row in enumerate(lexicon.nested)),
        r"(?P<skip>^[ \t]*+#[^\n]*+)" if language.layout == "preprocessor" and not lexicon.splices else "",
        rf"(?P<comment>{'|'.join(lexicon.comments)})",
        *(f"(?P<doubt{index}>{doubt})" for index, doubt in enumerate(lexicon.doubts)),
        rf"(?P<number>(?<![\w$\x80-\xff])(?:{lexicon.number}))" if "'" in lexicon.number else "",
        rf"(?P<string>{'|'.join(lexicon.strings)})",
        rf"(?P<lone>[{lexicon.quotes}][^\n]*+)",
        r"(?P<slash>/)|(?P<angle><(?=[A-Za-z_$>]))" if slashes else "",
    ]
    code = "|".join(part for part in parts if part)
    return _Table(
        _compiled(code),
        _compiled(rf"{code}|(?P<open>[(\[{{])|(?P<close>[)\]}}])|(?P<colon>:)"),
        rows,
        {
            f"row{index}": [(name, f"{name}_{index}") for name in _compiled(row.opens).groupindex]
            for index, row in enumerate(lexicon.nested)
        },
        _compiled("|".join(lexicon.strings)),
        language.layout == "preprocessor",
    )


def literals(  # noqa: PLR0912 - one automaton
    source: bytes, language: Language, start: int = 0
) -> list[Interval]:
    """The literals from `start` on, each to be kept byte for byte."""
    table = _table(language)
    found: list[Interval] = []
    position = floor = start
    steps = 0
    operand = False
    """Whether what ends at `floor` is a value."""
    while (match := table.code.search(source, position)) is not None:
        steps += 1
        bound_literals(steps, len(source))
        kind, begin, end = str(match.lastgroup), match.start(), match.end()
        keep = kind.startswith("row")
        if keep:
            after = _end(source, match, table)
            if after is None:
                return [*found, *rest(source, begin)]
            end = after
        elif kind.startswith("doubt"):
            end = _line_end(source, begin)
            if RUNS_ON.search(source, begin, end):
                return [*found, *rest(source, begin)]
            keep = True
        elif kind in ("slash", "angle"):
            value = _value_before(source, floor, begin, operand)
            if kind == "angle":
                if value is not True:
                    return [*found, *rest(source, begin)]
                end = begin + 1
            elif value is not True:
                regex = REGEX.match(source, begin)
                end = regex.end() if regex is not None and value is False else _line_end(source, begin)
                if (regex is None or value is None) and RUNS_ON.search(source, begin, end):
                    return [*found, *rest(source, begin)]
                keep = True
        if (
            table.conditional
            and CONDITIONAL.search(source, source.find(b"\n", begin, end) + 1 or end, end)
            and len(BEGIN_BRANCH.findall(source[:begin])) > len(END_BRANCH.findall(source[:begin]))
        ):
            # In a branch that is left out, nothing starts here, and the branch ends within.
            return [*found, *rest(source, begin)]
        if keep and not _plain(source, match, end, table):
            found.append((begin, end, "verbatim"))
        if kind != "comment":
            operand = kind not in ("slash", "angle") or keep
            floor = end
        elif not source[floor:begin].strip():
            floor = end
        position = max(end, position + (end == position))
    return found


def _plain(source: bytes, opener: re.Match[bytes], end: int, table: _Table) -> bool:
    """Whether what `opener` starts is a literal that its pattern cuts alike."""
    if not str(opener.lastgroup).startswith("row"):
        return False
    found = table.plain.match(source, opener.start())
    return found is not None and found.end() == end


def rest(source: bytes, begin: int) -> list[Interval]:
    """All from `begin` on, but for the white space at the end, which level `text` forgives.

    A line end at its start stays outside: it ends a comment before."""
    begin += source.startswith(b"\n", begin)
    if begin >= len(source.rstrip()):
        return []
    return [(begin, len(source.rstrip()), "verbatim")]


def _line_end(source: bytes, begin: int) -> int:
    end = source.find(b"\n", begin)
    return len(source) if end < 0 else end


def _value_before(  # noqa: PLR0911 - a table of cases
    source: bytes, floor: int, begin: int, operand: bool
) -> bool | None:
    """Whether a value ends before `begin`, in JavaScript; None where only a parser can tell."""
    text = source[floor:begin].rstrip()
    if not text:
        return operand
    last = text[-1:]
    if last.isalnum() or last in b"_$" or last >= b"\x80":
        word = re.search(rb"[\w$\x80-\xff]+\Z", text[-80:])
        name = b"" if word is None else word.group()
        if name in UNSURE_WORDS:
            return None
        return name not in REGEX_WORDS or text[: len(text) - len(name)].rstrip()[-1:] == b"."
    if last == b"]":
        return True
    if text[-2:] in (b"++", b"--", b"*/"):
        return None
    if text[-2:] == b"=>":
        return False
    return False if last in BEFORE_REGEX else None


@dataclass(slots=True)
class _Frame:
    row: Nested
    pattern: re.Pattern[bytes]
    """Of its text; of its format if `kind` says so."""
    kind: str
    depth: int = 0


@functools.lru_cache(maxsize=4096)
def _patterns(row: Nested, groups: tuple[tuple[str, bytes], ...]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Of the text of a literal whose start has `groups`, and of a format in it."""
    values: dict[str, object] = {}
    for name, text in groups:
        values[name] = re.escape(text).decode("latin-1")
        values[f"{name}_count"] = len(text)
    closes, skips, hole, doubt, deepens = (
        part % values if values and part else part
        for part in (row.closes, row.skips, row.hole, row.doubt, row.deepens)
    )
    parts = (("skip", skips), ("hole", hole), ("close", closes), ("deepen", deepens), ("doubt", doubt))
    named = [f"(?P<{name}>{part})" for name, part in parts if part]
    stop = [] if row.lines else [r"(?P<line>\n)"]
    form = [rf"(?P<hole>\{{)|(?P<close>\}})|(?P<doubt>{closes})", *stop]
    return _compiled("|".join([*named, *stop])), _compiled("|".join(form))


def _frame(match: re.Match[bytes], table: _Table) -> tuple[_Frame, re.Pattern[bytes]]:
    if len(match.group()) > MAX_FENCE:
        raise TooHostileError
    kind = str(match.lastgroup)
    row = table.rows[kind]
    groups = tuple((name, match.group(full)) for name, full in table.groups[kind])
    text, form = _patterns(row, groups)
    return _Frame(row, text, "text"), form


def _end(source: bytes, opener: re.Match[bytes], table: _Table) -> int | None:  # noqa: PLR0911, PLR0912 - one automaton
    """Where the literal that `opener` starts ends; None if that cannot be told."""
    frame, form = _frame(opener, table)
    stack = [frame]
    forms = [form]
    position = opener.end()
    while stack:
        frame = stack[-1]
        if frame.kind != "hole":
            match = frame.pattern.search(source, position)
            if match is None:
                return None
            kind = match.lastgroup
            position = match.end()
            if kind == "hole":
                stack.append(_Frame(frame.row, frame.pattern, "hole"))
            elif kind == "deepen":
                frame.depth += 1
            elif kind == "close":
                if frame.depth:
                    frame.depth -= 1
                    continue
                stack.pop()
                if frame.kind == "format":
                    stack.pop()
                else:
                    forms.pop()
            elif kind == "line" and len(stack) == 1:
                return match.start()
            elif kind != "skip":
                return None
            continue
        match = table.brackets.search(source, position)
        if match is None:
            return None
        kind = str(match.lastgroup)
        position = match.end()
        counts = frame.row.counts or {")": "(", "}": "{"}[frame.row.hole_ends]
        if kind.startswith("row"):
            inner, form = _frame(match, table)
            stack.append(inner)
            forms.append(form)
        elif kind.startswith("doubt") or kind in ("lone", "slash", "angle"):
            return None
        elif kind == "open":
            frame.depth += match.group().decode() in counts
        elif kind == "close":
            closer = match.group().decode()
            if frame.depth == 0 and closer == frame.row.hole_ends:
                stack.pop()
            elif {")": "(", "]": "[", "}": "{"}[closer] in counts:
                frame.depth -= 1
                if frame.depth < 0:
                    return None
        elif kind == "colon" and frame.row.formats and frame.depth == 0:
            stack.append(_Frame(frame.row, forms[-1], "format"))
    return position
