"""Text blocks: literals of several lines whose indentation is no part of their value."""

from __future__ import annotations

QUOTES = b'"""'
BLANKS = b" \t\f"


def unindented(token: bytes) -> bytes:
    """Java's text block without what the language takes off each line; any other token as it is.

    Source: JLS 3.10.6. The least indentation counts, of the lines that hold something and of the closing line.
    Where tabs and spaces are mixed, the block stays as it is.
    """
    if not token.startswith(QUOTES) or not token.endswith(QUOTES) or b"\n" not in token:
        return token
    _, *lines = token.split(b"\n")
    counted = [line for line in lines[:-1] if line.strip(BLANKS)] + lines[-1:]
    cut = min(len(line) - len(line.lstrip(BLANKS)) for line in counted)
    if len({line[:cut] for line in counted}) > 1:
        return token
    return b"\n".join([QUOTES, *(line[cut:].rstrip(BLANKS) for line in lines)])
