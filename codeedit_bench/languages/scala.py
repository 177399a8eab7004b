"""Scala, held out of training. Indentation may stand for braces, so it counts."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import DOUBLE_QUOTED, LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT

LANGUAGE = Language(
    id="scala",
    name="Scala",
    version=2,
    extensions=(".scala", ".sc"),
    grammar="tree_sitter_scala:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="",
        strings=(r'"""[\s\S]*?"""++', r'"""[\s\S]*+', DOUBLE_QUOTED, r"'(?:\\[^\n][^'\n]*+|[^'\\\n]{1,4})'"),
        comments=(LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        comment_heads=("//", "/*"),
        nests=True,
        quotes='"`',
        blanks=r" \t\n\f",
    ),
    query_if="${",
    query="(string) @verbatim (interpolated_string_expression) @verbatim (character_literal) @verbatim",
    layout="lines",
    layout_words={"indentation": "counts"},
    directive=r"scalafmt|scalastyle|scalafix|wartremover|NOSONAR|language=|^//>",
    held_out=True,
)
