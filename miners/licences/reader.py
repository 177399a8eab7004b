"""The licence that a commit's tree states for a path: which file, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from miners.licences.texts import identify
from miners.repository.blobs import BlobReader

_FILE = re.compile(
    rb"(?:un)?licen[cs]es?(?:[-_.](?:mit|apache|bsd|apache-2\.0|apache2))?(?:\.(?:md|txt|rst|markdown|html))?\Z"
    rb"|copying(?:\.(?:md|txt|rst))?\Z|(?:mit|apache|bsd)-licen[cs]e(?:\.(?:md|txt))?\Z",
    re.IGNORECASE,
)

_FOLDERS = 200_000
"""Names of folders remembered at a time: one folder may hold thousands."""


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
