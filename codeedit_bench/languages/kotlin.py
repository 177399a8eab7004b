"""Kotlin, held out of training."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import (
    BACK_QUOTED_NAME,
    DOUBLE_QUOTED,
    LINE_COMMENT,
    NESTED_BLOCK_COMMENT,
    OPEN_BLOCK_COMMENT,
    SINGLE_QUOTED,
)

LANGUAGE = Language(
    id="kotlin",
    name="Kotlin",
    version=6,
    extensions=(".kt", ".kts"),
    grammar="tree_sitter_kotlin:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="",
        strings=(r'"""[\s\S]*?"""++', r'"""[\s\S]*+', DOUBLE_QUOTED, SINGLE_QUOTED, BACK_QUOTED_NAME),
        comments=(LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        comment_heads=("//", "/*"),
        nests=True,
        comments_end_lines=False,
        nested=(
            Nested(r'(?<!\$)\$(?P<more>\$++)"""', closes='"{3,}', hole=r"\$%(more)s\{", hole_ends="}"),
            Nested(r'\$?"""', closes='"{3,}', hole=r"\$\{", hole_ends="}"),
            Nested(
                r'(?<!\$)\$(?P<more>\$++)"',
                closes='"',
                skips=r"\\[^\n]",
                hole=r"\$%(more)s\{",
                hole_ends="}",
                lines=False,
            ),
            Nested(r'\$?"', closes='"', skips=r"\\[^\n]", hole=r"\$\{", hole_ends="}", lines=False),
        ),
        nested_if="${",
        quotes="\"'`",
        blanks=r" \t\n\f",
    ),
    layout="lines",
    directive=r"NOSONAR|noinspection|ktlint|detekt|@formatter:|language=",
    held_out=True,
    looks=Looks(
        modifiers="public private protected internal abstract final override sealed inline open data "
        "suspend const",
        definitions="class interface object enum fun",
        introductions="class interface object enum val var const",
        statements="if for while return else catch do try throw",
        types="String",
        imports=(
            r"import\b",
            r"package\s",
        ),
    ),
)
