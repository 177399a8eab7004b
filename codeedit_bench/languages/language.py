"""What the project knows about a language, as data.

The normal form reads tokens by the language's own lexical rules. They are regular expressions over bytes. It asks
tree-sitter only for what no regular expression can delimit: nested templates, JSX text, inline HTML. A rule may
join what the language splits: that costs a false "different" at worst. It must never split what the language
joins, because then white space in between would count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.text_blocks import TextBlock

LayoutKind = Literal["free", "indented", "semicolons", "restricted", "preprocessor", "lines"]

WORD = r"[A-Za-z_$\x80-\xff][\w$\x80-\xff]*+"
NUMBER = r"0[xX][0-9a-fA-F_.]*+(?:[pP][+-]?[0-9_]++)?[\w.]*+|\.?[0-9][0-9_.]*+(?:[eE][+-]?[0-9_]++)?[\w.]*+"
"""Greedier than most languages' own numbers, so it never splits one; but `0xE+1` is a sum."""
PP_NUMBER = r"\.?[0-9](?:[eEpP][+-]|'(?=\w)|[\w.])*+"
"""C's preprocessing number, in which `0xe+x` is one token; digits may be grouped: 1'000."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """How text falls into tokens. Patterns are Python `re` over bytes, without capturing groups."""

    operators: str
    """All operators longer than one character, separated by spaces. Exactly the language's: an invented one
    would eat the head of its neighbour."""
    strings: tuple[str, ...] = ()
    """Complete literals, longest form first. One that may span lines must have no unterminated form here."""
    comments: tuple[str, ...] = ()
    """Complete comments. A block comment's last form takes an unterminated one to the end of the text."""
    comment_heads: tuple[str, ...] = ()
    """What every comment starts with."""
    comment_look_alikes: tuple[str, ...] = ()
    """What starts like a comment and is none, or ends one early, such as PHP's `#[` and `?>`."""
    nests: bool = False
    """Whether block comments nest."""
    comments_end_lines: bool = True
    """Whether a line end within a comment ends the line of code around it. Where line ends count, it does; not in
    Kotlin."""
    word: str = WORD
    prefix: str = ""
    """What before a literal is part of it, such as the `L` of `L"x"`. A keyword is not a prefix: `return"x"`."""
    suffix: str = ""
    """The same behind a literal."""
    number: str = NUMBER
    first: str = ""
    """A pattern tried before all others."""
    nested: tuple[Nested, ...] = ()
    """Literals that a scanner with a stack reads: see `codeedit_bench.normalize.literals`."""
    nested_if: str = ""
    """Only a text that holds one of these, separated by spaces, has any of them; empty: every text."""
    doubts: tuple[str, ...] = ()
    """Where nobody can tell cheaply whether a literal starts: the rest of the line stays as it is."""
    blanks: str = r" \t\n\f\v"
    """The inside of a character class: white space between tokens."""
    splices: bool = False
    """Whether a backslash before a line end vanishes before lexing, joining what stands on its sides."""
    continues: bool = False
    """Whether a backslash before a line end is white space."""
    quotes: str = "\"'"
    """Characters that open a literal; one left over takes its line verbatim."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language: one file in this package holds one of these and nothing else."""

    id: str
    """On the command line and in records: lower case, such as `csharp`."""
    name: str
    """As people write it: `C#`."""
    extensions: tuple[str, ...]
    """With the dot, lower case."""
    grammar: str
    """`module:function` that returns the tree-sitter language, such as `tree_sitter_php:language_php`."""
    line_comments: tuple[str, ...]
    lexicon: Lexicon
    version: int
    """Of its rules: raise it with every change that can change what the scorer says of a text in this language.
    A run states it, and a test compares it with golden forms."""
    block_comments: tuple[tuple[str, str], ...] = ()
    layout: LayoutKind = "free"
    """Which layout tokens the text has: see `codeedit_bench.normalize.layouts`."""
    query: str = ""
    """A tree-sitter query whose captures say what the tree is asked for. It counts before the first error alone:
    see `after_error`.

    - `@verbatim`: kept byte for byte.
    - `@opener` and `@body`: a heredoc's, the body with the rest of its last line. It is kept byte for byte too,
      but for the indentation that is no part of its value.
    - `@code`: tokens again inside a verbatim node.
    - `@text`: JSX text between children.
    - `@mark`: its start is a token of its own.
    """
    text_block: TextBlock | None = None
    """Literals of several lines whose indentation does not belong to their value."""
    macro_call: str = ""
    """What starts a macro call whose arguments may become text, up to its opening bracket."""
    after_error: Literal["scan", "keep", "drop"] = "drop"
    """What stands for the query from the first error of the tree on: the scanner of literals, the text as it is,
    or nothing."""
    directive: str = r"(?!)"
    """Matches a comment (searched) that tools or the compiler read. It is verbatim and part of the code. Its place
    counts too: on its own line, or behind which code."""
    documentation: str = r"(?!)"
    """The same for comments whose place among the tokens says all."""
    first_lines: str = r"(?!)"
    """Matches a directive that is read in the first two lines alone."""
    comments_keep_columns: bool = False
    """Whether a directive counts only at the start of its line, and a blank line ends a group of comments."""
    all_directives_if: str = ""
    """Where this is found in the text, every comment is a directive."""
    verbatim_hints: str = ""
    """Lower-case substrings, separated by spaces, without which neither `verbatim_if` nor `verbatim_tokens`
    can be found."""
    verbatim_if: str = r"(?!)"
    """Where this is found, spelling tricks hide what the text means: it is compared at level `text`."""
    verbatim_tokens: str = r"(?!)"
    """The same, looked for after the text was read: it counts unless it ends within a string or a comment."""
    verbatim_anywhere: str = ""
    """The tricks that count within strings and comments too, since they can end one. Where this is given, those of
    `verbatim_if` count outside alone, as the lexicon tells it; empty: all count anywhere."""
    layout_words: Mapping[str, str] = field(default_factory=dict)
    """Lists that the layout kind asks for, words separated by spaces."""
    interchangeable_quotes: bool = False
    """Whether `'x'` and `"x"` are the same literal: level `style` asks."""
    optional_semicolons: bool = False
    """Whether a line end can stand for a semicolon: level `style` asks."""
    looks: Looks = field(default_factory=Looks)
    """What the miner asks, which does not parse."""
    held_out: bool = False
    """Kept out of training sets, for out-of-domain evaluation."""
