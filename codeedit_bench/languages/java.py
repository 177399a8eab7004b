"""Java."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import C_COMMENTS, DOUBLE_QUOTED, IDENTIFIER, SINGLE_QUOTED, TRIPLE_DOUBLE

LANGUAGE = Language(
    id="java",
    name="Java",
    version=4,
    extensions=(".java",),
    grammar="tree_sitter_java:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators=">>>= <<= >>= >>> ... -> :: ++ -- && || == != <= >= += -= *= /= &= |= ^= %= << >>",
        strings=(
            TRIPLE_DOUBLE,
            DOUBLE_QUOTED,
            SINGLE_QUOTED,
        ),
        comments=C_COMMENTS,
        comment_heads=("//", "/*"),
        blanks=r" \t\n\f",
        word=IDENTIFIER,
        first=r"non-sealed(?![\w$])",
    ),
    directive=r"NOSONAR|CHECKSTYLE|checkstyle|@formatter:|noinspection|\$NON-NLS|@deprecated|spotless:"
    r"|(?i:falls?[ -]?through)|PMD|@checkstyle|language=",
    # A Unicode escape is replaced before lexing. It can end a string, a line or a comment by a quote, a backslash,
    # a line end, `*` or `/`; other signs and letters matter outside alone.
    unindents_text=True,
    verbatim_hints="\\u",
    verbatim_if=r"\\u+00[0-7]",
    verbatim_anywhere=r"\\u+00(?:22|27|5[cC]|0[aAdD]|2[aAfF])",
)
