"""Lexical patterns that languages share: loops unrolled and possessive, so that each runs in linear time."""

from __future__ import annotations

import functools

LINE_COMMENT = r"//[^\n]*+"
SPLICED_LINE_COMMENT = r"//[^\\\n]*+(?:\\(?:[ \t\f\v]*+\n|[\s\S]|\Z)[^\\\n]*+)*+"
SPLICED_COMMENT_MARK = r"/(?:\\[ \t\f\v]*+\n)++[/*]|\*(?:\\[ \t\f\v]*+\n)++/"
"""Where a line's end stands within what starts or ends a comment."""
BLOCK_COMMENT = r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/"
OPEN_BLOCK_COMMENT = r"/\*[\s\S]*+"
"""Unterminated: after the complete form, it takes the rest of the text."""
_NESTED = r"/\*[^*/]*+(?:(?:\*(?!/)|/(?!\*)|{})[^*/]*+)*+\*/"
NESTED_BLOCK_COMMENT = functools.reduce(lambda inner, _: _NESTED.format(inner), range(16), r"(?!)")
"""Block comments within block comments, sixteen deep; what is deeper is kept as it is."""
C_COMMENTS = (LINE_COMMENT, BLOCK_COMMENT, OPEN_BLOCK_COMMENT)

DOUBLE_QUOTED = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
SINGLE_QUOTED = r"'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"
DOUBLE_QUOTED_SPLICED = r'"[^"\\\n]*+(?:\\(?:[ \t\f\v]*+\n|[\s\S])[^"\\\n]*+)*+"'
"""A backslash before the line end goes on in the next line."""
SINGLE_QUOTED_SPLICED = r"'[^'\\\n]*+(?:\\(?:[ \t\f\v]*+\n|[\s\S])[^'\\\n]*+)*+'"
DOUBLE_QUOTED_LINES = r'"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+"'
"""Lines may end within it."""
SINGLE_QUOTED_LINES = r"'[^'\\]*+(?:\\[\s\S][^'\\]*+)*+'"
TRIPLE_DOUBLE = r'"""[^"\\]*+(?:(?:\\[\s\S]|""?(?!"))[^"\\]*+)*+"""'
TRIPLE_SINGLE = r"'''[^'\\]*+(?:(?:\\[\s\S]|''?(?!'))[^'\\]*+)*+'''"
BACK_QUOTED_NAME = r"`[^`\n]++`"
"""A name with whatever stands in it, as Kotlin, Scala and Swift have it."""

IDENTIFIER = r"(?:[A-Za-z_$\x80-\xff]|\\[uUN])(?:[\w$\x80-\xff]|\\u++[0-9a-fA-F]|\\U|\\?[uN]\{[^}\n]*+\})*+"
"""A word in which an escape may stand for a letter."""
