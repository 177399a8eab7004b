"""What the project knows about a language, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
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
    block_comments: tuple[tuple[str, str], ...] = ()
    held_out: bool = False
    """Kept out of training sets, for out-of-domain evaluation."""
