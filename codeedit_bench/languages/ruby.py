"""Ruby, held out of training. Blanks decide what a word means (`f -1`, `f [0]`), so their presence counts."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.patterns import DOUBLE_QUOTED_LINES, SINGLE_QUOTED_LINES

LANGUAGE = Language(
    id="ruby",
    name="Ruby",
    version=7,
    extensions=(".rb",),
    grammar="tree_sitter_ruby:language",
    line_comments=("#",),
    block_comments=(("=begin", "=end"),),
    lexicon=Lexicon(
        operators="",
        strings=(DOUBLE_QUOTED_LINES, SINGLE_QUOTED_LINES),
        first=r"\n=begin(?!\S)(?:[\s\S]*?\n=end(?!\S)[^\n]*+|[\s\S]*+)",
        comments=(r"#[^\n]*+",),
        comment_heads=("#", "\n=begin"),
        word=r"[@$]*+[A-Za-z_\x80-\xff][\w\x80-\xff]*+[?!]?",
        quotes="\"'`",
        blanks=r" \t\n",
    ),
    query="""
      (string) @verbatim (subshell) @verbatim (string_array) @verbatim (symbol_array) @verbatim (regex) @verbatim
      (heredoc_beginning) @opener (heredoc_body) @body (delimited_symbol) @verbatim
      (character) @verbatim (uninterpreted) @verbatim
    """,
    layout="lines",
    # `b +c` is a call: a comment that touches the sign in `b +# c` tells this from `b + # c`.
    layout_words={"leading": ". & | and or", "signs": "+ - * & / % < ? : ! ~"},
    after_error="keep",
    first_lines="coding[:=]",
    directive=r"coding[:=]|frozen_string_literal|rubocop|:nodoc:|typed:|warn_indent|shareable_|NOSONAR|simplecov",
    verbatim_hints="__end__",
    verbatim_if=r"(?m:^__END__$)",
    held_out=True,
    looks=Looks(
        definitions="def class module",
        introductions="def class module",
        statements="if for while return else do case yield",
        imports=(
            r"require\b",
            r"include\b",
        ),
    ),
)
