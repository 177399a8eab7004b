"""Names that strangers give their systems: which are refused, and which look like another's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from codeedit_bench.errors import SubmissionError
from codeedit_bench.terminal import printable

MOST = 100
"""Characters of a system's name."""
_TWINS = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "m": "rn", "w": "vv"})
"""ASCII signs that look alike in some font, by Unicode's skeleton (UTS 39); its table has no ASCII to ASCII."""
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and symbols that show nothing."""


def check_name(name: str) -> None:
    """`SubmissionError` for a name that the eye cannot tell from another, or that is empty."""
    if not name.strip():
        raise SubmissionError("The system has no name. Give it one with `codeedit evaluate --system`.")
    shown = printable(name, keep="")
    hidden = shown != name or any(sign in _BLANK_LETTERS or _is_selector(sign) for sign in name)
    if hidden:
        raise SubmissionError(f"The system's name {name!a} holds invisible characters. Give it a plain name.")
    if name != " ".join(name.split()):
        raise SubmissionError(f"The system's name {name!r} begins, ends or is filled with blanks. Take them out.")
    if len(name) > MOST:
        raise SubmissionError(f"The system's name has {len(name)} characters; {MOST} are allowed. Shorten it.")


def check_stranger(name: str, others: Iterable[str]) -> None:
    """`SubmissionError` where `name` looks like another system's name without being it."""
    looks = skeleton(name)
    for other in others:
        if other != name and skeleton(other) == looks:
            raise SubmissionError(f"The name {name!r} looks like {other!r}, which is taken. Choose another name.")


def skeleton(name: str) -> str:
    """What the eye sees of a name: equal for names that differ by case, blanks, marks or look-alike letters.

    Letters of other scripts give way to the Latin letter they look like, by Unicode's table of confusables.
    """
    from confusable_homoglyphs import confusables

    table = confusables.confusables_data
    folded = unicodedata.normalize("NFKC", name).casefold()
    signs = []
    for sign in folded:
        twins = (twin["c"] for twin in table.get(sign, ()) if twin["c"].isascii() and len(twin["c"]) == 1)
        signs.append(sign if sign.isascii() else next((twin.casefold() for twin in twins if twin.isalnum()), sign))
    plain = unicodedata.normalize("NFKD", "".join(signs))
    seen = "".join(sign for sign in plain if not sign.isspace() and not unicodedata.combining(sign))
    return seen.translate(_TWINS)


def _is_selector(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
