"""Text of strangers on a terminal: what could steer it, hide text or turn its direction is shown as an escape."""

from __future__ import annotations

import codecs
import contextlib
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_PIPE_WIDTH = 120
"""Columns, where stdout is not a terminal that tells its width."""
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controls, formats (zero-width, bidirectional), lone surrogates, private use, unassigned, line separators."""


_IN_ASCII = {
    **{"…": "...", "−": "-", "–": "-", "—": "-", "·": ".", "▶": ">", "│": "|", "×": "x", "≤": "<=", "≥": ">="},
    **{"→": "->", "“": '"', "”": '"', "‘": "'", "’": "'", "±": "+-"},
}
_ENCODING_ERRORS = "codeedit_signs"


def _in_signs_of_the_terminal(error: UnicodeError) -> tuple[str | bytes, int]:
    """Our own signs in ASCII, everything else as an escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_IN_ASCII.get(sign, _escape(ord(sign))) for sign in signs), error.end


codecs.register_error(_ENCODING_ERRORS, _in_signs_of_the_terminal)


def show_everything() -> None:
    """Let stdout and stderr print any text, whatever the encoding of the terminal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            with contextlib.suppress(OSError, ValueError):  # a closed stream shows nothing anyway
                stream.reconfigure(errors=_ENCODING_ERRORS)


def printable(text: str, *, keep: str = "\n\t") -> str:
    """`text` with every character that is not plainly visible as `\\x1b` or `\\u202e`; `keep` stays as it is."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character in keep or unicodedata.category(character) not in _HIDDEN_CATEGORIES
        else _escape(ord(character))
        for character in text
    )


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def console() -> Console:
    """A console on stdout that never fails on a character that the terminal's encoding lacks."""
    from rich.console import Console

    show_everything()
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(highlight=False, markup=False, soft_wrap=True, width=width)


def table(*headings: str, title: str = "") -> Table:
    """A table without frames: the first column is text, the others are numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for index, heading in enumerate(headings):
        made.add_column(heading, justify="right" if index else "left", no_wrap=True)
    return made


def diff_text(diff: str) -> Text:
    """A unified diff in colour, made printable. Trailing white space of changed lines is shown as `·`."""
    from rich.text import Text

    styles = {"+": "green", "-": "red", "@": "cyan"}
    text = Text()
    for line in diff.removesuffix("\n").split("\n"):
        shown = printable(line, keep="\t")
        if line.startswith(("+++", "---")):
            text.append(shown + "\n", "bold")
            continue
        body = shown.rstrip(" \t") if line[:1] in ("+", "-") else shown
        text.append(body + "·" * (len(shown) - len(body)) + "\n", styles.get(line[:1], ""))
    return text
