"""Java."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="java",
    name="Java",
    extensions=(".java",),
    grammar="tree_sitter_java:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
