"""Which paths a task may have: those that git itself would check out, on any system."""

from __future__ import annotations

import re
import unicodedata

_SHORT_GIT = re.compile(r"git~\d+\Z")
_UNSEEN = ("Cc", "Zl", "Zp")
"""Unicode categories of control characters and of line and paragraph separators."""


def is_ordinary(path: str) -> bool:
    """Whether `path` is relative, leads nowhere else and into no `.git`, and can be printed on one line.

    >>> is_ordinary("src/main.py"), is_ordinary("../main.py"), is_ordinary("/etc/passwd"), is_ordinary(".GIT/x.py")
    (True, False, False, False)
    """
    if any(unicodedata.category(character) in _UNSEEN for character in path):
        return False
    parts = path.replace("\\", "/").split("/")
    return not re.match(r"[A-Za-z]:", path) and not any(_is_refused(part) for part in parts)


def _is_refused(part: str) -> bool:
    # Some file systems drop characters without a width, trailing dots and blanks, and what follows a colon.
    seen = "".join(character for character in part if unicodedata.category(character) != "Cf")
    plain = seen.split(":")[0].rstrip(". ").casefold()
    return part in ("", ".", "..") or plain in ("", ".git") or _SHORT_GIT.match(plain) is not None
