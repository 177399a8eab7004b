"""How lines of a language look at a glance: for guesses without parsing, such as labels and the order of edits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Looks:
    """Words are separated by spaces. Each is a Python `re` pattern of a whole word, without capturing groups."""

    modifiers: str = ""
    """May stand before a word of `definitions`."""
    definitions: str = ""
    """A line that starts with one may define something around the lines below it."""
    introductions: str = ""
    """A name follows that may be new to the repository."""
    statements: str = ""
    """A line that starts with one defines no method, though it may look like it."""
    types: str = ""
    """Names of built-in types."""
    imports: tuple[str, ...] = ()
    """Patterns of how a line starts that brings in names from elsewhere."""
