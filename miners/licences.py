"""The licence that a commit's tree states: which file at the root, and what it says.

Texts are recognised by sentences that only they hold, after white space and punctuation are evened out. A text
that is none of them counts as unknown, which is not permissive: a missed licence costs tasks, a wrong one trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from miners.repository.blobs import BlobReader

PERMISSIVE = frozenset(
    {
        *("MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "Zlib", "Unlicense", "CC0-1.0", "0BSD"),
        *("BSL-1.0", "PSF-2.0", "PostgreSQL", "MIT-0", "NCSA", "PHP-3.01"),
    }
)
_FILE = re.compile(
    rb"(?:un)?licen[cs]es?(?:[-_.](?:mit|apache|bsd|apache-2\.0|apache2))?(?:\.(?:md|txt|rst|markdown|html))?\Z"
    rb"|copying(?:\.(?:md|txt|rst))?\Z|(?:mit|apache|bsd)-licen[cs]e(?:\.(?:md|txt))?\Z",
    re.IGNORECASE,
)

_FOLDERS = 200_000
"""Names of folders remembered at a time: one folder may hold thousands."""

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


def _entries(tree: bytes) -> Iterator[tuple[bytes, bytes, str]]:
    """Mode, name and id of each entry of a raw tree object."""
    position = 0
    while position < len(tree):
        end = tree.index(b"\0", position)
        mode, _, name = tree[position:end].partition(b" ")
        yield mode, name, tree[end + 1 : end + 21].hex()
        position = end + 21


def _licence_blob(entries: Iterable[tuple[bytes, bytes, str]]) -> str:
    """The licence file of a folder, or empty; of several the one of the shortest name, then the first."""
    found = [(len(n), n, blob) for mode, n, blob in entries if mode in (b"100644", b"100755") and _FILE.match(n)]
    return min(found)[2] if found else ""


def identify(text: bytes) -> str:
    """The SPDX id of a licence text; a family name such as `GPL` where the exact one does not matter; or empty."""
    plain = re.sub(r"[^a-z0-9.+/\-]+", " ", text[:40_000].decode("utf-8", "replace").lower())
    plain = re.sub(r"(?<=\w)[.]+(?=\s|$)", "", plain)
    for name, phrases in _RULES:
        if all(phrase in plain for phrase in phrases):
            return name
    return ""


class LicenceReader:
    """The licence of a path at a commit: the nearest licence file on the way from the file to the root."""

    def __init__(self, blobs: BlobReader) -> None:
        self._blobs = blobs
        self._by_tree: dict[str, tuple[str, dict[bytes, str]]] = {}
        self._remembered = 0
        self._by_blob: dict[str, str] = {"": ""}

    def at(self, commit: str, path: str) -> tuple[str, str]:
        """SPDX id and blob of the licence file; both empty if there is none."""
        blob, folders = self._tree(f"{commit}^{{tree}}")
        for name in path.encode("utf-8", "surrogateescape").split(b"/")[:-1]:
            inner, folders = self._tree(folders[name]) if name in folders else ("", {})
            blob = inner or blob
        if blob not in self._by_blob:
            self._by_blob[blob] = identify(self._read(blob))
        return self._by_blob[blob], blob

    def _tree(self, name: str) -> tuple[str, dict[bytes, str]]:
        found = self._by_tree.get(name)
        if found is None:
            entries = list(_entries(self._read(name)))
            folders = {entry: blob for mode, entry, blob in entries if mode == b"40000"}
            self._remembered += 1 + len(folders)
            if self._remembered > _FOLDERS:
                self._by_tree.clear()
                self._remembered = 1 + len(folders)
            found = self._by_tree[name] = (_licence_blob(entries), folders)
        return found

    def _read(self, name: str) -> bytes:
        return self._blobs.read([name])[name] or b""
