"""Swift, held out of training. Blanks decide whether an operator is prefix, infix or postfix, so they count."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import DOUBLE_QUOTED, LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT

LANGUAGE = Language(
    id="swift",
    name="Swift",
    version=2,
    extensions=(".swift",),
    grammar="tree_sitter_swift:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="",
        strings=(r'"""[\s\S]*?"""', r'"""[\s\S]*+', DOUBLE_QUOTED),
        comments=(LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        comment_heads=("//", "/*"),
        nests=True,
        quotes='"`',
        blanks=r" \t\n\f\v",
    ),
    query_if='\\( #" /',
    query="""
      (line_string_literal) @verbatim (multi_line_string_literal) @verbatim (raw_string_literal) @verbatim
      (regex_literal) @verbatim
    """,
    layout="lines",
    directive=r"swiftlint|swift-format|swiftformat|sourcery|swift-tools-version|NOSONAR",
    held_out=True,
)
