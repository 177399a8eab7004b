"""Which language a file is in: by its name, and by its content where the name is shared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from codeedit_bench.languages import LANGUAGES

_CPP = re.compile(
    rb"^\s*(?:template\s*<|namespace\b|using\s+\w|class\s+\w+[^;]*$|(?:public|private|protected)\s*:|#include\s*<[a-z_]+>)"
    rb"|\bstd::|\bconstexpr\b|\bnullptr\b|\bstatic_cast<|\bvirtual\s|\boperator\s*[^\w\s]|\w::\w|\bnoexcept\b|&&\s*\w+\)",
    re.MULTILINE,
)
_OBJECTIVE_C = re.compile(rb"^\s*(?:@interface|@protocol|@property|#import\s)", re.MULTILINE)
_XML = re.compile(rb"\A\s*<(?:\?xml|!DOCTYPE TS|TS\b)")


def _header(content: bytes) -> str:
    """`.h` is C, C++ or Objective-C (which we do not mine); by extension alone most of "C" would be C++."""
    if _OBJECTIVE_C.search(content):
        return ""
    return "cpp" if _CPP.search(content) else "c"


def _typescript(content: bytes) -> str:
    """`.ts` is also Qt's translation files and MPEG streams."""
    return "" if _XML.match(content) or b"\0" in content[:1000] else "typescript"


_BY_CONTENT: dict[str, Callable[[bytes], str]] = {".h": _header, ".ts": _typescript}


@cache
def _extensions(chosen: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in LANGUAGES:
        language = LANGUAGES.load(name)
        if name in chosen or (not chosen and not language.held_out):
            found.update(dict.fromkeys(language.extensions, name))
    return found


def extension(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def may_be_mined(path: str, chosen: tuple[str, ...]) -> bool:
    """Whether a file of this name can be in one of the `chosen` languages; empty means all but the held-out."""
    suffix = extension(path)
    known = _extensions(chosen)
    return suffix in known or (suffix == ".h" and not {"c", "cpp"}.isdisjoint(known.values()))


def language_of(path: str, content: bytes, chosen: tuple[str, ...]) -> str:
    """The language id, or empty if it is none of the `chosen`."""
    suffix = extension(path)
    known = _extensions(chosen)
    decide = _BY_CONTENT.get(suffix)
    name = decide(content) if decide else known.get(suffix, "")
    return name if name in known.values() else ""


def check_languages(names: Iterable[str]) -> tuple[str, ...]:
    """The sorted ids; `UnknownNameError` for one that is in no row."""
    chosen = sorted(set(names))
    for name in chosen:
        LANGUAGES.load(name)
    return tuple(chosen)
