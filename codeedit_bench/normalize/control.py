"""Control bytes that stand for what is no text. A source that holds one of them is compared verbatim, so none
can be imitated."""

from __future__ import annotations

LITERAL = b"\x01"
JSX_TEXT = b"\x02"
MARK = b"\x03"
NEWLINE = b"\x04"
INDENT = b"\x05"
DEDENT = b"\x06"
COMMENT = b"\x07"
DIRECTIVE_COMMENT = b"\x08"
BAD_INDENT = b"\x0e"
BEGIN_DIRECTIVE = b"\x0f"
END_DIRECTIVE = b"\x10"
JOINED = b"\x11"
BROKEN = b"\x12"
VERBATIM = b"\x13"

ODD_BYTES = bytes(byte for byte in range(0x20) if byte not in b"\t\n\v\f")
"""Our control bytes, and the CR, which only some languages and tools take for a line end."""
ODD_TEXTS = ("\u2028".encode(), "\u2029".encode(), "\u0085".encode())
"""Line ends to some and not to others."""
