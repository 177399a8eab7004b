"""What the project knows about a language, as data.

The normal form reads tokens by the language's own lexical rules, given here as regular expressions over bytes,
and asks tree-sitter only for what no regular expression can delimit (nested templates, JSX text, inline HTML).
A rule may join what the language splits, which costs a false "different" at worst; it must never split what the
language joins, because then white space in between would be taken for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LayoutKind = Literal["free", "indented", "semicolons", "restricted", "preprocessor", "lines"]

WORD = r"[A-Za-z_$\x80-\xff][\w$\x80-\xff]*+"
NUMBER = r"\.?[0-9](?:[eEpP][+-](?=[0-9])|[\w.])*+"
"""C's preprocessing number: greedier than any language's own numbers, so it never splits one."""


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
    word: str = WORD
    glued: str = r"[\"'\x01]"
    """What makes a literal of its own of a word that it follows at once: `L"x"` is not `L "x"`. \\x01 stands
    for a literal that the tree delimits."""
    number: str = NUMBER
    first: str = ""
    """A pattern tried before all others."""
    raw_strings: str = ""
    """A literal whose end repeats its beginning: the one pattern with a group (named `fence`)."""
    raw_string_hint: str = ""
    """A substring that every raw string contains."""
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
    query_if: str = ""
    """Only a text that holds one of these, separated by spaces, needs the tree's help; empty: every text."""
    query: str = ""
    """A tree-sitter query whose captures say what the tree is asked for: `@verbatim` (kept byte for byte),
    `@code` (tokens again inside a verbatim node), `@text` (JSX text between children), `@open` and `@close`
    (all between a close and the next open is verbatim), `@mark` (its start is a token of its own)."""
    directive: str = r"(?!)"
    """Matches a comment (searched) that tools or the compiler read: verbatim, and part of the code."""
    all_directives_if: str = ""
    """Where this is found in the text, every comment is a directive."""
    verbatim_hints: str = ""
    """Lower-case substrings, separated by spaces, without which `verbatim_if` cannot be found."""
    verbatim_if: str = r"(?!)"
    """Where this is found, spelling tricks hide what the text means: it is compared at level `text`."""
    verbatim_anywhere: str = ""
    """The tricks that count within strings and comments too, since they can end one. Where this is given, those of
    `verbatim_if` count outside alone, as the lexicon tells it; empty: all count anywhere."""
    layout_words: Mapping[str, str] = field(default_factory=dict)
    """Lists that the layout kind asks for, words separated by spaces."""
    interchangeable_quotes: bool = False
    """Whether `'x'` and `"x"` are the same literal: level `style` asks."""
    optional_semicolons: bool = False
    """Whether a line end can stand for a semicolon: level `style` asks."""
    held_out: bool = False
    """Kept out of training sets, for out-of-domain evaluation."""
