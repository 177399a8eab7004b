"""PHP."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import (
    BLOCK_COMMENT,
    DOUBLE_QUOTED_LINES,
    OPEN_BLOCK_COMMENT,
    SINGLE_QUOTED_LINES,
)
from codeedit_bench.languages.text_blocks import TextBlock

CASTS = "int|integer|bool|boolean|float|double|real|string|array|object|unset|binary|void"

_LINE_COMMENT = r"(?://|#(?!\[))[^\n?\x01]*+(?:\?(?!>)[^\n?\x01]*+)*+"

LANGUAGE = Language(
    id="php",
    name="PHP",
    version=6,
    extensions=(".php",),
    grammar="tree_sitter_php:language_php",
    line_comments=("//", "#"),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="<=> **= ... <<= >>= === !== ?-> ??= -> => :: ++ -- ** && || ?? == != <> <= >= << >> |> "
        "+= -= *= /= .= %= &= |= ^= #[",
        strings=(r"<<<[ \t]*[\"']?\w+[\"']?\n[\s\S]*+", DOUBLE_QUOTED_LINES, SINGLE_QUOTED_LINES),
        comments=(_LINE_COMMENT, BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        nested=(
            # The text around the program; a short tag is one only where the settings say so.
            Nested(
                r"\A|\?>",
                closes=r"<\?(?i:php)(?=\s|\Z)|<\?=",
                doubt=r"<\?(?!xml)",
            ),
            Nested(
                r"<<<[ \t]*'(?P<label>[A-Za-z_\x80-\xff][\w\x80-\xff]*)'\n",
                closes=r"^[ \t]*%(label)s(?![\w\x80-\xff])",
            ),
            Nested(
                r'<<<[ \t]*"?(?P<label>[A-Za-z_\x80-\xff][\w\x80-\xff]*)"?\n',
                closes=r"^[ \t]*%(label)s(?![\w\x80-\xff])",
                skips=r"\\[^\n]",
                hole=r"\{(?=\$)|\$\{",
                hole_ends="}",
            ),
            Nested('[bB]?"', closes='"', skips=r"\\[\s\S]", hole=r"\{(?=\$)|\$\{", hole_ends="}"),
            Nested("`", closes="`", skips=r"\\[\s\S]", hole=r"\{(?=\$)|\$\{", hole_ends="}"),
        ),
        comment_heads=("//", "/*", "#"),
        comment_look_alikes=("#[", "?>"),
        # One token in PHP: a cast with spaces but no line end, a visibility with its (set), a name with its `\`.
        # `yield from` is one in every version, with comments in between since 8.3.
        first=rf"\([ \t]*(?i:{CASTS})[ \t]*\)|(?i:public|protected|private)\((?i:set)\)"
        rf"|(?i:yield)(?:[ \t\n]*+(?:{_LINE_COMMENT}|{BLOCK_COMMENT}))++[ \t\n]*+(?i:from)(?![\w\\\x80-\xff])",
        word=r"[A-Za-z_$\\\x80-\xff][\w$\\\x80-\xff]*+",
        prefix="[bB]?",
        quotes="\"'`",
        blanks=r" \t\n",
    ),
    text_block=TextBlock(
        r"<<<[ \t]*[\"']?\w+[\"']?",
        r"[ \t]*\w+",
        "last",
        hint="<<<",
        hole=r"\{\$|\$\{",
        plain_hole=r"(?:\{\$|\$\{)(?:[^{}'\"\\\n]|'[^'\\\n]*'|\"[^\"\\\n]*\")*+\}",
    ),
    # Docblocks are read by reflection.
    documentation=r"^/\*\*\s",
    directive=r"phpstan|psalm|phpcs|codeCoverageIgnore|noinspection|NOSONAR|(?i:falls?[ -]?through)|@var"
    r"|@phan|infection-ignore|@formatter",
    # What follows is data, and binary for all the lexer knows.
    verbatim_hints="__halt_compiler",
    verbatim_tokens=r"(?i:__halt_compiler)",
    looks=Looks(
        modifiers="public private protected static abstract final readonly",
        definitions="class function interface trait enum namespace",
        introductions="class function interface trait enum namespace const",
        statements="if for while switch return else catch do try throw new case yield foreach",
        types="int float bool string void object",
        imports=(
            r"use\s",
            r"require\b",
            r"require_once\b",
            r"include\b",
        ),
    ),
)
