"""Which licence a text is, by sentences that only it holds, after white space and punctuation are evened out.

A text that is none of them counts as unknown, which is not permissive.
"""

from __future__ import annotations

import re

_MIT = "permission is hereby granted free of charge to any person obtaining a copy of this software and associated"
_BSD = "redistribution and use in source and binary forms with or without modification are permitted"
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("AGPL-3.0", ("gnu affero general public license",)),
    ("LGPL", ("gnu lesser general public license version",)),
    ("LGPL", ("gnu library general public license",)),
    ("GPL", ("gnu general public license version",)),
    ("MPL-2.0", ("mozilla public license version 2.0",)),
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
    ("MIT-0", (_MIT, "to permit persons to whom the software is furnished to do so")),
    ("BSD-3-Clause", (_BSD, "neither the name")),
    ("BSD-3-Clause", (_BSD, "may not be used to endorse or promote products")),
    ("BSD-2-Clause", (_BSD, "redistributions in binary form must reproduce")),
    (
        "ISC",
        (
            "permission to use copy modify and/or distribute this software for any purpose with or without fee is"
            " hereby granted provided that",
        ),
    ),
    (
        "ISC",
        (
            "permission to use copy modify and distribute this software for any purpose with or without fee is"
            " hereby granted provided that the above copyright notice",
        ),
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
    ("PHP-3.01", ("the php license version 3.01",)),
)


def identify(text: bytes) -> str:
    """The SPDX id of a licence text; a family name such as `GPL` where the exact one does not matter; or empty."""
    plain = re.sub(r"[^a-z0-9.+/\-]+", " ", text[:40_000].decode("utf-8", "replace").lower())
    plain = re.sub(r"(?<=\w)[.]+(?=\s|$)", "", plain)
    for name, phrases in _RULES:
        if all(phrase in plain for phrase in phrases):
            return name
    return ""
