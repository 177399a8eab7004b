"""C++."""

from dataclasses import replace

from codeedit_bench.languages.c import (
    DIRECTIVE,
    LAYOUT_WORDS,
    LEXICON,
    VERBATIM_ANYWHERE,
    VERBATIM_HINTS,
    VERBATIM_IF,
)
from codeedit_bench.languages.language import Language
from codeedit_bench.languages.looks import Looks

LANGUAGE = Language(
    id="cpp",
    name="C++",
    version=8,
    extensions=(".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".inl"),
    grammar="tree_sitter_cpp:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=replace(
        LEXICON,
        operators="... <=> <<= >>= ->* -> .* :: ++ -- << >> <= >= == != && || += -= *= /= %= &= ^= |= ## "
        "%:%: %: <: :> <% %>",
        # A literal operator's name.
        suffix=r"\w*+",
    ),
    layout="preprocessor",
    layout_words=LAYOUT_WORDS,
    directive=DIRECTIVE,
    verbatim_hints=VERBATIM_HINTS + " import",
    # A header's name may hold blanks, which are part of it. Such an import of C++20 is rare.
    verbatim_if=VERBATIM_IF + r"|(?m:^[ \t]*(?:export[ \t]+)?import[ \t]*<[^>\n]*[ \t][^>\n]*>)",
    # A raw string has an end of its own.
    verbatim_anywhere=r'R"|' + VERBATIM_ANYWHERE,
    looks=Looks(
        modifiers="static inline extern const virtual final override public private protected",
        definitions="class struct enum namespace",
        introductions="class struct enum namespace const #define",
        statements="if for while switch return else catch do try throw new case using",
        types="int long short char float double void size_t bool",
        imports=(
            r"#\s*include\b",
            r"using\s",
        ),
    ),
)
