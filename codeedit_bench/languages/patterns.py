"""Lexical patterns that languages share: loops unrolled and possessive, so that each runs in linear time."""

from __future__ import annotations

LINE_COMMENT = r"//[^\n]*+"
SPLICED_LINE_COMMENT = r"//[^\\\n]*+(?:\\[\s\S][^\\\n]*+)*+"
BLOCK_COMMENT = r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/"
OPEN_BLOCK_COMMENT = r"/\*[\s\S]*+"
"""Unterminated: after the complete form, it takes the rest of the text."""
_NESTED = r"/\*[^*/]*+(?:(?:\*(?!/)|/(?!\*)|{})[^*/]*+)*+\*/"
NESTED_BLOCK_COMMENT = _NESTED.format(_NESTED.format(_NESTED.format(_NESTED.format(r"(?!)"))))
"""Block comments within block comments, four deep."""
C_COMMENTS = (LINE_COMMENT, BLOCK_COMMENT, OPEN_BLOCK_COMMENT)

DOUBLE_QUOTED = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
SINGLE_QUOTED = r"'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"
DOUBLE_QUOTED_SPLICED = r'"[^"\\\n]*+(?:\\[\s\S][^"\\\n]*+)*+"'
"""A backslash before the line end goes on in the next line."""
SINGLE_QUOTED_SPLICED = r"'[^'\\\n]*+(?:\\[\s\S][^'\\\n]*+)*+'"
DOUBLE_QUOTED_LINES = r'"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+"'
"""Lines may end within it."""
SINGLE_QUOTED_LINES = r"'[^'\\]*+(?:\\[\s\S][^'\\]*+)*+'"
TRIPLE_DOUBLE = r'"""[^"\\]*+(?:(?:\\[\s\S]|""?(?!"))[^"\\]*+)*+"""'
TRIPLE_SINGLE = r"'''[^'\\]*+(?:(?:\\[\s\S]|''?(?!'))[^'\\]*+)*+'''"
