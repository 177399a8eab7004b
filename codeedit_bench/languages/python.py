"""Python."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="python",
    name="Python",
    extensions=(".py", ".pyi"),
    grammar="tree_sitter_python:language",
    line_comments=("#",),
)
