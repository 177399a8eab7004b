"""C."""

from codeedit_bench.languages.language import PP_NUMBER, Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import RAW_STRINGS
from codeedit_bench.languages.patterns import (
    BLOCK_COMMENT,
    DOUBLE_QUOTED_SPLICED,
    IDENTIFIER,
    OPEN_BLOCK_COMMENT,
    SINGLE_QUOTED_SPLICED,
    SPLICED_COMMENT_MARK,
    SPLICED_LINE_COMMENT,
)

LEXICON = Lexicon(
    operators="... <<= >>= -> ++ -- << >> <= >= == != && || += -= *= /= %= &= ^= |= ## :: <=> ->* .* "
    "%:%: %: <: :> <% %>",
    strings=(DOUBLE_QUOTED_SPLICED, SINGLE_QUOTED_SPLICED),
    prefix="(?:u8|[uUL])?",
    # A literal operator's name, in a header that may be C++; but `"%"PRId64` are two tokens.
    suffix=r"(?:(?:_\w|(?:sv?|il?|if|h|min|[mun]?s|d|y)(?!\w))\w*+)?",
    word=IDENTIFIER,
    comments=(SPLICED_LINE_COMMENT, BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
    comment_heads=("//", "/*"),
    # C++ reads `<::` as `<` and `::`, C as `<:` and `:`; a header may be either.
    first=r"<::(?![:>])",
    splices=True,
    continues=True,
    number=PP_NUMBER,
    nested=RAW_STRINGS,
    nested_if='R"',
)
LAYOUT_WORDS = {
    "lexed": "if ifdef ifndef elif elifdef elifndef else endif undef pragma",
    "macro": "define",
    "header": "include include_next import embed",
}
DIRECTIVE = (
    r"NOLINT|(?i:falls?[ -]?through)|clang-format|IWYU|LCOV_EXCL|coverity\[|cppcheck-suppress|NOSONAR"
    r"|GCOVR_EXCL|lint -|PRQA|@suppress"
)
# Trigraphs and digraphs spell `#`, `\` and brackets in other ways. Within a string or comment only
# the backslash matters. A splice can cut what starts or ends a comment.
VERBATIM_HINTS = "?? %: /\\ *\\"
VERBATIM_IF = r"\?\?[=/'()!<>-]|(?m:^[ \t]*%:)|" + SPLICED_COMMENT_MARK
VERBATIM_ANYWHERE = r"\?\?/|" + SPLICED_COMMENT_MARK

LANGUAGE = Language(
    id="c",
    name="C",
    version=7,
    extensions=(".c", ".h"),
    grammar="tree_sitter_c:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=LEXICON,
    layout="preprocessor",
    layout_words=LAYOUT_WORDS,
    directive=DIRECTIVE,
    verbatim_hints=VERBATIM_HINTS,
    verbatim_if=VERBATIM_IF,
    verbatim_anywhere=VERBATIM_ANYWHERE,
    looks=Looks(
        modifiers="static inline extern const",
        definitions="struct enum",
        introductions="struct enum const #define",
        statements="if for while switch return else do case",
        types="int long short char float double void size_t bool",
        imports=(r"#\s*include\b",),
    ),
)
