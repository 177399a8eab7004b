"""Endings of file names that several languages share: the content tells which one a file is in."""

from __future__ import annotations

import re
from collections.abc import Callable

_CPP = re.compile(
    rb"^\s*(?:template\s*<|namespace\b|using\s+\w|class\s+\w+[^;]*$|(?:public|private|protected)\s*:|#include\s*<[a-z_]+>)"
    rb"|\bstd::|\bconstexpr\b|\bnullptr\b|\bstatic_cast<|\bvirtual\s|\boperator\s*[^\w\s]|\w::\w|\bnoexcept\b|&&\s*\w+\)",
    re.MULTILINE,
)
_OBJECTIVE_C = re.compile(rb"^\s*(?:@interface|@protocol|@property|#import\s)", re.MULTILINE)
_XML = re.compile(rb"\A\s*<(?:\?xml|!DOCTYPE TS|TS\b)")


def _header(content: bytes) -> str:
    """`.h` is C, C++ or Objective-C (which we do not mine). By its ending alone, most of "C" would be C++."""
    if _OBJECTIVE_C.search(content):
        return ""
    return "cpp" if _CPP.search(content) else "c"


def _typescript(content: bytes) -> str:
    """`.ts` is also Qt's translation files and MPEG streams."""
    return "" if _XML.match(content) or b"\0" in content[:1000] else "typescript"


BY_CONTENT: dict[str, Callable[[bytes], str]] = {".h": _header, ".ts": _typescript}
"""Ending → the language of a file with this content; empty for one that is not ours."""
