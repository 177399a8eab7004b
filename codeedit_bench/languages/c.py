"""C."""

from codeedit_bench.languages.language import PP_NUMBER, Language, Lexicon
from codeedit_bench.languages.nested import RAW_STRINGS
from codeedit_bench.languages.patterns import (
    BLOCK_COMMENT,
    DOUBLE_QUOTED_SPLICED,
    IDENTIFIER,
    OPEN_BLOCK_COMMENT,
    SINGLE_QUOTED_SPLICED,
    SPLICED_LINE_COMMENT,
)

LANGUAGE = Language(
    id="c",
    name="C",
    version=5,
    extensions=(".c", ".h"),
    grammar="tree_sitter_c:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="... <<= >>= -> ++ -- << >> <= >= == != && || += -= *= /= %= &= ^= |= ## :: <=> ->* .* "
        "%:%: %: <: :> <% %>",
        strings=(DOUBLE_QUOTED_SPLICED, SINGLE_QUOTED_SPLICED),
        prefix="(?:u8|[uUL])?",
        # A literal operator's name, in C++.
        suffix=r"\w*+",
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
    ),
    layout="preprocessor",
    layout_words={
        "lexed": "if ifdef ifndef elif elifdef elifndef else endif undef pragma",
        "macro": "define",
        "header": "include include_next import embed",
    },
    directive=r"NOLINT|(?i:falls?[ -]?through)|clang-format|IWYU|LCOV_EXCL|coverity\[|cppcheck-suppress|NOSONAR"
    r"|GCOVR_EXCL|lint -|PRQA|@suppress",
    # Trigraphs and digraphs spell `#`, `\` and brackets in other ways. Within a string or comment only
    # the backslash matters.
    verbatim_hints="?? %:",
    verbatim_if=r"\?\?[=/'()!<>-]|(?m:^[ \t]*%:)",
    verbatim_anywhere=r"\?\?/",
)
