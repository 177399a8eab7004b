"""C."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="c",
    name="C",
    extensions=(".c", ".h"),
    grammar="tree_sitter_c:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
