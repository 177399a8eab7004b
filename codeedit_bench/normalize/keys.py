"""From text to what is compared: the normal form, and its digest."""

from __future__ import annotations

import bisect
import functools
import hashlib
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from codeedit_bench.languages import LANGUAGES, Language
from codeedit_bench.normalize.bounds import MAX_PLACES, TooHostileError, bound_comments, bound_tokens
from codeedit_bench.normalize.control import COMMENT, DIRECTIVE_COMMENT, LITERAL, ODD_BYTES, ODD_TEXTS, VERBATIM
from codeedit_bench.normalize.directives import ODD_SPLICE, expand
from codeedit_bench.normalize.layouts import LAYOUTS
from codeedit_bench.normalize.levels import Level
from codeedit_bench.normalize.places import place
from codeedit_bench.normalize.style import style
from codeedit_bench.normalize.text_blocks import unindented
from codeedit_bench.normalize.tokens import Tokens, fill, scanner, tokenize

MAX_BYTES = 1 << 18
"""Longer texts are compared at level `text`."""
_BOM = "\ufeff"
_BLANK_LINE = re.compile(rb"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class _Comments:
    heads: tuple[bytes, ...]
    look_alikes: tuple[bytes, ...]
    directive: re.Pattern[bytes]
    documentation: re.Pattern[bytes]
    all_directives_if: re.Pattern[bytes] | None
    blocks: tuple[tuple[bytes, bytes], ...]
    nests: bool
    splices: bool
    parts: bool
    """Whether a comment stands for a blank between what it parts."""
    signs: frozenset[bytes]
    """What means another thing with nothing but a comment behind it."""
    ends_line: bool
    """Whether a line end within a comment is one for the layout."""


@functools.cache
def _comments(language: Language) -> _Comments:
    lexicon = language.lexicon
    return _Comments(
        tuple(head.encode() for head in lexicon.comment_heads),
        tuple(text.encode() for text in lexicon.comment_look_alikes),
        re.compile(language.directive.encode()),
        re.compile(language.documentation.encode()),
        re.compile(language.all_directives_if.encode()) if language.all_directives_if else None,
        tuple((start.encode(), end.encode()) for start, end in language.block_comments),
        lexicon.nests,
        lexicon.splices,
        language.layout == "lines",
        frozenset(language.layout_words.get("signs", "").encode().split()),
        language.layout not in ("free", "preprocessor") and lexicon.comments_end_lines,
    )


def _unterminated(token: bytes, rules: _Comments) -> bool:
    """Whether a comment runs on to the end of the text, or holds one that does not nest as the pattern has it:
    then even level `code` must not forgive it."""
    for start, end in rules.blocks:
        if token.startswith(b"\n" + start):
            # `=end=begin` ends nothing.
            return re.search(rb"\n" + re.escape(end) + rb"(?!\S)", token) is None
        if token.startswith(start):
            closed = token.endswith(end) and len(token) >= len(start) + len(end)
            if not closed or not rules.nests:
                return not closed
            depth = 0
            for found in re.finditer(re.escape(start) + b"|" + re.escape(end), token):
                depth += 1 if found.group() == start else -1
                if depth == 0:
                    return found.end() != len(token)
            return True
    return False


@functools.cache
def _tricks(language: Language) -> tuple[list[bytes], Callable[[bytes], bool]]:
    """What a text with a trick holds, in lower case; and whether there is one where it can change tokens."""
    hints = [hint.encode() for hint in language.verbatim_hints.split()]
    search = re.compile(language.verbatim_if.encode("latin-1")).search
    if not language.verbatim_anywhere:
        return hints, lambda source: search(source) is not None
    anywhere = re.compile(language.verbatim_anywhere.encode("latin-1")).search
    lexicon = language.lexicon
    # Numbers and words are passed whole: the quote in 1'000 opens nothing.
    inside = "|".join((*lexicon.comments, *lexicon.strings))
    passed = re.compile(f"({inside})|{lexicon.number}|{lexicon.word}".encode("latin-1"))

    def hides(source: bytes) -> bool:
        if not search(source):
            return False
        return (
            anywhere(source) is not None
            or search(passed.sub(lambda found: b" " if found.group(1) else found.group(), source)) is not None
        )

    return hints, hides


def unreadable(source: bytes, language: Language) -> bool:
    """Whether `source` is too long, or holds bytes or spellings that may mean something else than they seem."""
    if len(source) > MAX_BYTES or len(source.translate(None, ODD_BYTES)) != len(source):
        return True
    hints, search = _tricks(language)
    if hints:
        lowered = source.lower()
        if any(hint in lowered for hint in hints) and search(source):
            return True
    return any(text in source for text in ODD_TEXTS)


@functools.cache
def _trick_tokens(language: Language) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What hides the meaning of a text that was read; and the tokens within which it does not."""
    lexicon = language.lexicon
    inside = rf"(?:{lexicon.prefix})(?:{'|'.join(lexicon.strings)})|{'|'.join(lexicon.comments)}"
    return re.compile(language.verbatim_tokens.encode("latin-1")), re.compile(inside.encode("latin-1"))


def _hides(read: Tokens, source: bytes, language: Language) -> bool:
    hints, _ = _tricks(language)
    lowered = source.lower()
    if not any(hint in lowered for hint in hints):
        return False
    trick, inside = _trick_tokens(language)
    ends = [found.end() - 1 for found in trick.finditer(read.masked)]
    if not ends:
        return False
    spans = scanner(language).spans(read.masked)
    starts = [start for start, _ in spans]
    return any(inside.fullmatch(read.masked, *spans[bisect.bisect_right(starts, end) - 1]) is None for end in ends)


def outer(text: str) -> str:
    """Level `text`: the byte order mark, CR before LF, outer blank lines and trailing white space do not count."""
    text = text.removeprefix(_BOM).replace("\r\n", "\n").rstrip()
    start = len(text) - len(text.lstrip())
    return text[text.rfind("\n", 0, start) + 1 :]


def normal_form(text: str, language: str, level: Level = "layout") -> str:
    """What `level` compares, as readable text: equal forms mean equal programs at that level.

    One token a line; layout tokens and comments carry a control byte. `UnknownNameError` for an unknown language.
    """
    tokens, cut = stream(text, LANGUAGES.load(language), level)
    return b"\n".join(fill([b"\n".join(tokens)], cut)).decode("utf-8", "backslashreplace")


Stream = tuple[list[bytes], list[bytes]]
"""Tokens, and the literals that their control bytes stand for."""


def stream(text: str, language: Language, level: Level) -> Stream:
    """What `level` compares; a text that cannot be read as a program is one literal."""
    return next(streams(text, language, (level,)))


def streams(text: str, language: Language, levels: Sequence[Level]) -> Iterator[Stream]:
    """The same for several levels: the text is read once."""
    read = None if levels == ("text",) else _read(text, language)
    coded: Stream | None = None
    for level in levels:
        if level == "text" or read is None:
            yield _verbatim(text)
        elif level == "layout":
            yield _settled(read, text, language, keep=True)
        else:
            coded = coded or _settled(read, text, language, keep=False)
            verbatim = level == "code" or coded[0][:1] == [VERBATIM]
            yield coded if verbatim else (style(fill(*coded), language), [])


def _verbatim(text: str) -> Stream:
    lines = outer(text).encode("utf-8", "surrogatepass").split(b"\n")
    return [VERBATIM, *[LITERAL] * len(lines)], lines


def _read(text: str, language: Language) -> tuple[bytes, Tokens] | None:
    """The text's bytes and tokens; None where it is compared as text."""
    try:
        source = text.removeprefix(_BOM).replace("\r\n", "\n").encode()
    except UnicodeEncodeError:
        # Lone surrogates: some grammars take seconds over them.
        return None
    if unreadable(source, language):
        return None
    try:
        read = tokenize(source, language)
        if _hides(read, source, language) or _ends_oddly(read, language):
            return None
    except TooHostileError:
        return None
    if (block := language.text_block) is not None and block.hint.encode() in source:
        tokens, cut = (
            [unindented(one, block) if b"\n" in one else one for one in some]
            for some in (read.tokens, read.literals)
        )
        read = replace(read, tokens=tokens, literals=cut)
    return source, read


def _settled(found: tuple[bytes, Tokens], text: str, language: Language, *, keep: bool) -> Stream:
    """With comments settled and layout tokens put in. `keep` says whether comments count."""
    source, read = found
    scan = scanner(language)
    try:
        tokens = _settle_comments(read, source, language, keep=keep)
        if scan.directives:
            tokens = expand(tokens, language, scan.inner, lambda inner: _within(inner, language, keep=keep))
            bound_tokens(len(tokens), len(source))
        return LAYOUTS[language.layout](tokens, language), read.literals
    except TooHostileError:
        return _verbatim(text)


def _ends_oddly(read: Tokens, language: Language) -> bool:
    """Whether code has a backslash with blanks behind it at a line's end: some compilers join the lines."""
    return (
        language.lexicon.splices
        and ODD_SPLICE.search(read.masked) is not None
        and any(ODD_SPLICE.fullmatch(token) for token in read.tokens)
    )


def _settle_comments(read: Tokens, source: bytes, language: Language, *, keep: bool) -> list[bytes]:
    """Directive comments verbatim with their places, the others with white space collapsed, or gone where `keep`
    is false."""
    rules = _comments(language)
    if not any(head in source for head in rules.heads):
        return read.tokens
    everything = rules.all_directives_if is not None and rules.all_directives_if.search(source) is not None
    begun = map(bytes.startswith, read.tokens, itertools.repeat(rules.heads))
    comments = [
        index
        for index in itertools.compress(itertools.count(), begun)
        if read.tokens[index] not in rules.look_alikes
    ]
    bound_comments(len(comments), len(source))
    directives = {index for index in comments if everything or rules.directive.search(read.tokens[index])}
    places = _places(read, directives, rules, language) if directives else {}
    settled: list[bytes] = []
    position = 0
    for index in comments:
        settled += read.tokens[position:index]
        token, position = read.tokens[index], index + 1
        if index in places and (index in directives or keep):
            settled.append(DIRECTIVE_COMMENT + token + places[index])
        else:
            before = len(settled)
            _settle(token, settled, rules, keep=keep)
            if rules.parts and settled[before:] == [b" "] and _has_its_lines(read.tokens, index):
                # Gone with its lines: it leaves no blank one behind.
                _drop_line(settled)
                continue
            if rules.splices and len(settled) <= before and read.tokens[position : position + 1] == [b"\\\n"]:
                # Behind the blank that the comment leaves, a backslash carries nothing on.
                position += 1
        if rules.ends_line and b"\n" in token and not _line_ends(read.tokens, position):
            settled.append(b"\n")
    return settled + read.tokens[position:]


def _places(read: Tokens, directives: set[int], rules: _Comments, language: Language) -> dict[int, bytes]:
    """The places of the directives; of all comments of their groups where a blank line ends a group."""
    wanted = set(directives)
    if language.comments_keep_columns:
        group: list[int] = []
        for index, token in enumerate([*read.tokens, b"end"]):
            if token.startswith(rules.heads):
                group.append(index)
            elif not token.isspace():
                if not wanted.isdisjoint(group):
                    wanted.update(group)
                group = []
    spans = scanner(language).spans(read.masked, max(wanted) + 1)
    found: dict[int, bytes] = {}
    total = 0
    for index in sorted(wanted):
        found[index] = place(read.masked, *spans[index], language)
        total += len(found[index])
        if total > MAX_PLACES:
            raise TooHostileError
    return found


def _settle(token: bytes, settled: list[bytes], rules: _Comments, *, keep: bool) -> None:
    spliced = rules.splices and ODD_SPLICE.search(token)
    if spliced or rules.documentation.search(token) or _unterminated(token, rules):
        settled.append(DIRECTIVE_COMMENT + token)
    elif keep:
        settled.append(COMMENT + b" ".join(token.split()))
    elif settled and settled[-1] in rules.signs:
        settled.append(DIRECTIVE_COMMENT + token)
    elif rules.parts:
        settled.append(b" ")
    elif rules.splices and settled and settled[-1] == b"\\":
        # Nothing but a line end may stand behind it.
        settled.append(DIRECTIVE_COMMENT + token)
    elif settled and settled[-1][:2] == b"\\\n":
        # A backslash that carries the line on to nothing but a comment.
        settled.pop()


def _drop_line(settled: list[bytes]) -> None:
    """Take away what stands for a comment that has its lines to itself, up to the line end before."""
    while settled.pop() != b"\n":
        pass


def _has_its_lines(tokens: list[bytes], index: int) -> bool:
    """Whether nothing but blanks stands beside the comment at `index` on its lines, and no line of it is blank."""
    before = index - 1
    if before >= 0 and not tokens[before].strip(b" \t"):
        before -= 1
    alone = before >= 0 and tokens[before] == b"\n" and _line_ends(tokens, index + 1)
    return alone and _BLANK_LINE.search(tokens[index]) is None


def _line_ends(tokens: list[bytes], index: int) -> bool:
    """Whether nothing but blanks stands from `index` up to the end of its line."""
    if index < len(tokens) and not tokens[index].strip(b" \t"):
        index += 1
    return index == len(tokens) or tokens[index] == b"\n"


def _within(tokens: list[bytes], language: Language, *, keep: bool) -> list[bytes]:
    """The tokens of a directive line, its comments settled: their place is the line."""
    rules = _comments(language)
    settled: list[bytes] = []
    for token in tokens:
        if not token.startswith(rules.heads):
            settled.append(token)
        elif rules.directive.search(token) or (token.startswith(b"/*") and not rules.splices):
            # C# takes no block comment on such a line.
            settled.append(DIRECTIVE_COMMENT + token)
        else:
            _settle(token, settled, rules, keep=keep)
    return settled


def key(text: str, language: Language, level: Level) -> bytes:
    """A digest of 16 bytes: equal exactly if the normal forms are, up to collisions of BLAKE2b."""
    return _digest(stream(text, language, level))


def keys(text: str, language: Language, levels: Sequence[Level]) -> dict[Level, bytes]:
    """The same at several levels: the text is read once."""
    return dict(zip(levels, map(_digest, streams(text, language, levels)), strict=True))


def _digest(found: Stream) -> bytes:
    tokens, literals = found
    digest = hashlib.blake2b(b"\0".join(tokens), digest_size=16)
    for literal in literals:
        digest.update(b"\0%d\0" % len(literal))
        digest.update(literal)
    return digest.digest()
