"""The licence that a commit's tree states for a path: which file, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from miners.licences.policy import PERMISSIVE
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


class LicenceReader:
    """The licence of a path at a commit: the nearest licence files on the way from the file to the root."""

    def __init__(self, blobs: BlobReader) -> None:
        self._blobs = blobs
        self._by_tree: dict[str, _Folder] = {}
        self._remembered = 0
        self._by_blob: dict[str, str] = {}

    def at(self, commit: str, path: str) -> tuple[str, str]:
        """SPDX id and blob of the licence file; both empty if there is none, the id alone if it is unclear.

        Of several files in one folder, one that is not permissive counts. A folder that cannot be read, because it
        is missing or too large, leaves the licence unknown.
        """
        folder = self._folder(f"{commit}^{{tree}}")
        nearest = folder.licences
        for name in path.encode("utf-8", "surrogateescape").split(b"/")[:-1]:
            if not folder.readable or name not in folder.folders:
                break
            folder = self._folder(folder.folders[name])
            nearest = folder.licences or nearest
        if not folder.readable:
            return "", ""
        found = [(self._licence(blob), blob) for blob in nearest]
        return next((pair for pair in found if pair[0] not in PERMISSIVE), found[0] if found else ("", ""))

    def _licence(self, blob: str) -> str:
        if blob not in self._by_blob:
            self._by_blob[blob] = identify(self._read(blob) or b"")
        return self._by_blob[blob]

    def _folder(self, name: str) -> _Folder:
        found = self._by_tree.get(name)
        if found is None:
            content = self._read(name)
            found = _read_folder(content)
            self._remembered += 1 + len(found.folders)
            if self._remembered > _FOLDERS:
                self._by_tree.clear()
                self._remembered = 1 + len(found.folders)
            self._by_tree[name] = found
        return found

    def _read(self, name: str) -> bytes | None:
        """The object's content; None if it is missing or too large, which is not the same as empty."""
        content = self._blobs.read([name])[name]
        return None if name in self._blobs.too_large else content


@dataclass(frozen=True, slots=True)
class _Folder:
    readable: bool
    licences: tuple[str, ...]
    """Blobs of its licence files, that of the shortest name first."""
    folders: dict[bytes, str]


def _read_folder(tree: bytes | None) -> _Folder:
    if tree is None:
        return _Folder(False, (), {})
    entries = list(_entries(tree))
    files = [(name, blob) for mode, name, blob in entries if mode in (b"100644", b"100755") and _FILE.match(name)]
    files.sort(key=lambda file: (len(file[0]), file[0]))
    folders = {name: blob for mode, name, blob in entries if mode == b"40000"}
    return _Folder(True, tuple(blob for _, blob in files), folders)
