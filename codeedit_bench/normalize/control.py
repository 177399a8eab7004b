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

ODD = rb"[\x00-\x08\x0e-\x1f\r]|\xe2\x80[\xa8\xa9]|\xc2\x85"
"""Our control bytes, and what only some languages and tools take for a line end (CR, NEL, U+2028, U+2029)."""
