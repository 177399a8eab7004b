"""What a source file says of its own licence: it holds before any file beside it, as SPDX and REUSE say."""

from __future__ import annotations

import re
from functools import lru_cache

from miners.licences.policy import PERMISSIVE
from miners.licences.texts import restriction

_HEAD = 4_000
"""Characters at the top of a file in which a notice counts."""
_MARK = "SPDX-License-Identifier:"
_SPDX = re.compile(rf"^\W{{0,12}}{_MARK}[ \t]*([^\r\n]+)", re.MULTILINE)
_NAMES = {name.casefold(): name for name in PERMISSIVE}


def stated_licence(text: str) -> str:
    """The SPDX id that the file's head states, a family that its notice names, or empty if it says nothing."""
    return _stated(text[:_HEAD])


@lru_cache(maxsize=256)
def _stated(head: str) -> str:
    # A file keeps its head through most of its commits.
    found = [_chosen(match.group(1)) for match in _SPDX.finditer(head)] if _MARK in head else []
    if found:
        return next((name for name in found if name not in PERMISSIVE), found[0])
    return restriction(head.encode("utf-8", "surrogatepass"))


def _chosen(expression: str) -> str:
    """Of an SPDX expression: a permissive licence that may be chosen, else the expression as it stands."""
    plain = re.sub(r"\s*(?:\*/|-->|--%>|#\}|\*\))?\s*$", "", expression).strip().strip("\"'")[:200]
    if "(" in plain or re.search(r"\b(?:AND|WITH)\b", plain, re.IGNORECASE):
        return plain
    choices = re.split(r"\s+OR\s+|/", plain, flags=re.IGNORECASE)
    return next((_NAMES[name.casefold()] for name in choices if name.casefold() in _NAMES), plain)
