"""Which licence a text is, by sentences that only it holds, after white space and punctuation are evened out.

A text that is none of them counts as unknown, which is not permissive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from miners.licences.canonical import beyond, plain
from miners.licences.policy import PERMISSIVE

_MIT = "permission is hereby granted free of charge to any person obtaining a copy of this software and associated"
_BSD = "redistribution and use in source and binary forms with or without modification are permitted"
_ISC = (
    "permission to use copy modify and distribute this software for any purpose with or without fee is hereby"
    " granted provided that the above copyright notice"
)
_POSTGRESQL = "this software and its documentation for any purpose without fee and without a written agreement is"
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("MPL-2.0", ("mozilla public license version 2.0",)),  # its text names the GPL family
    ("AGPL-3.0", ("gnu affero general public license",)),
    ("LGPL", ("gnu lesser general public license version",)),
    ("LGPL", ("gnu library general public license",)),
    ("GPL", ("gnu general public license version",)),
    ("EPL", ("eclipse public license",)),
    ("BUSL-1.1", ("business source license",)),
    ("SSPL-1.0", ("server side public license",)),
    ("Elastic-2.0", ("elastic license",)),
    ("CC-BY-NC", ("attribution-noncommercial",)),
    ("Apache-2.0", ("apache license version 2.0", "grant of copyright license")),
    ("Apache-2.0", ("licensed under the apache license version 2.0",)),
    ("BSL-1.0", ("boost software license version 1.0",)),
    ("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    ("CC0-1.0", ("cc0 1.0 universal",)),
    ("MIT", ("dual-licensed under the unlicense and mit licenses",)),
    ("PSF-2.0", ("python software foundation license version 2",)),
    ("MIT", (_MIT, "above copyright notice and this permission notice shall be included")),
    ("MIT", (_MIT, "above copyright notice and this permission notice including the next paragraph shall be")),
    ("NCSA", (_MIT, "redistributions in binary form must reproduce", "neither the names of")),
    ("MIT-0", (_MIT, "to permit persons to whom the software is furnished to do so")),
    ("BSD-3-Clause-Clear", (_BSD, "no express or implied licenses to any party s patent rights")),
    ("BSD-3-Clause", (_BSD, "neither the name")),
    ("BSD-3-Clause", (_BSD, "may not be used to endorse or promote products")),
    ("BSD-2-Clause", (_BSD, "redistributions in binary form must reproduce")),
    ("curl", (_ISC, "shall not be used in advertising or otherwise to promote the sale")),
    (
        "ISC",
        (
            "permission to use copy modify and/or distribute this software for any purpose with or without fee is"
            " hereby granted provided that",
        ),
    ),
    (
        "ISC",
        (_ISC,),
    ),
    (
        "0BSD",
        (
            "permission to use copy modify and/or distribute this software for any purpose with or without fee is"
            " hereby granted",
        ),
    ),
    (
        "Zlib",
        ("this software is provided as-is without any express or implied warranty", "altered source versions"),
    ),
    ("PostgreSQL", (_POSTGRESQL, "software and its documentation")),
    ("PHP-3.01", ("the php license version 3.01",)),
)


_ENDS = (
    "dealings in the software",
    "dealings with the software",
    "updates enhancements or modifications",
    "possibility of such damage",
    "performance of this software",
)
"""How the short permissive texts end."""
_WORDS = {"Apache-2.0": 2_000, "CC0-1.0": 1_300, "PSF-2.0": 4_000, "PHP-3.01": 700}
_USUAL_WORDS = 300
_TAIL_WORDS = 12
_ABBREVIATED_TAIL_WORDS = 150
_PREAMBLE_WORDS = 60
_RESTRICTS = re.compile(
    r"\b(?:commons clause|source[- ]available|non-?commercial(?:ly)?|written consent|proprietary|confidential|"
    r"used for good|not evil|compet\w+ (?:with|product|service)\w*|production use|enterprise|hippocratic|ethical|"
    r"commercial licen[cs]e|additional (?:restrictions?|terms|conditions?)|polyform|evaluation purposes?|"
    r"academic|educational|personal use|internal use|not be used|may not (?:sell|host)|royalt\w+ (?:must|are|is)|"
    r"anti-?996|community license|source license|free of charge only)\b"
)
"""What takes back a part of what a permissive text gives, where it stands beyond the licence's own words."""
_USUAL = re.compile(
    r"\bmay not be used to endorse or promote products derived from this software|"
    r"\bexcept as contained in this notice the names? of [\w ]{1,60} shall not be used in advertising or "
    r"otherwise to promote the sale use or other dealings in this software without prior written authorization"
    r"(?: (?:of|from) (?:the|a) (?:[\w ]{0,30})?(?:holders?|authors?))?"
)
"""A name may not advertise: older BSD texts and those of the X11 family say so in these words."""
_TITLES = re.compile(
    r"\bportions copyright\b|\b(?:[23]|two|three|simplified|new|modified|revised)[- ]clause\b|"
    r"\bsee (?:the )?[a-z]+(?:\.[a-z]+)?(?: file)?\b"
)
"""Names of the BSD texts, the place where the authors are listed, and how some copyright lines begin."""
_LEADS_ELSEWHERE = re.compile(
    r"\b(?:no|not|non|only|must|prohibit\w*|forbid\w*|consent|except\w*|restrict\w*|third|bundl\w*|includ\w*|portions?|"
    r"parts?|files?|director(?:y|ies)|folders?|clause|conditions?|enterprise|subscription|commercial\w*|derived|"
    r"following|below|vendored|dependenc\w*|librar(?:y|ies)|components?|agreement|reserves?|unless|however)\b"
)
"""In front of a permissive text, these say that it holds for something else, or not for all."""


def identify(text: bytes) -> str:
    """The SPDX id of a licence text; a family name such as `GPL` where the exact one does not matter; or empty.

    A permissive text counts only where it is the whole text but for a title and copyright lines. What stands
    before it must not say that it holds for a part. Nothing long or restricting may come after it.
    """
    words = _plain(text[:60_000])
    for name, phrases in _RULES:
        if all(phrase in words for phrase in phrases):
            return name if name not in PERMISSIVE or _stands_alone(words, name, phrases) else ""
    return ""


def restriction(text: bytes) -> str:
    """The licence that forbids more than a permissive one and that `text`, the head of a source file, names."""
    words = _plain(text)
    for name, phrases in _RULES:
        if name not in PERMISSIVE and all(phrase in words for phrase in phrases):
            return name
    return next((name for phrase, name in _FAMILIES if phrase in words), "")


_FAMILIES = (
    ("gnu affero general public license", "AGPL-3.0"),
    ("gnu lesser general public license", "LGPL"),
    ("gnu general public license", "GPL"),
    ("mozilla public license", "MPL-2.0"),
)


def _plain(text: bytes) -> str:
    return plain(text.decode("utf-8", "replace"))


def _stands_alone(words: str, name: str, phrases: Sequence[str]) -> bool:
    if len(words.split()) > _WORDS.get(name, _USUAL_WORDS + _PREAMBLE_WORDS):
        return False
    if _RESTRICTS.search(beyond(_USUAL.sub(" ", words), name)):
        return False
    if name in _WORDS:
        return True
    preamble = _TITLES.sub(" ", words[: min(words.index(phrase) for phrase in phrases)])
    if len(preamble.split()) > _PREAMBLE_WORDS or _LEADS_ELSEWHERE.search(preamble):
        return False
    ends = [words.rindex(mark) + len(mark) for mark in _ENDS if mark in words]
    start = max(ends, default=max(words.index(phrase) + len(phrase) for phrase in phrases))
    return len(_USUAL.sub(" ", words[start:]).split()) <= (_TAIL_WORDS if ends else _ABBREVIATED_TAIL_WORDS)
