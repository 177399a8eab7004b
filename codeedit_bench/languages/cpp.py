"""C++."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="cpp",
    name="C++",
    extensions=(".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".inl"),
    grammar="tree_sitter_cpp:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
