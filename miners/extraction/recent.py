"""The edits of recent commits, by the version of the file that they led to, within a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from miners.commits.edits import Edit, FileEdits, Text

_BYTES = 48 << 20


class RecentEdits:
    """Remembers edits. Where the same text comes up again, it lends the one that it has."""

    def __init__(self) -> None:
        self._by_blob: OrderedDict[str, tuple[FileEdits, list[Edit]]] = OrderedDict()
        self._bytes = 0

    def text(self, blob: str, content: bytes) -> Text:
        """The text of `blob`, whose bytes are `content`."""
        known = self._by_blob.get(blob)
        return known[0].after if known else Text(content.decode("utf-8"))

    def leading_to(self, blob: str) -> Sequence[Edit]:
        """The edits of the commit that made this version of a file, in order; none if that was long ago."""
        found = self._by_blob.get(blob)
        return found[1] if found else ()

    def remember(self, edits: Sequence[Edit]) -> None:
        """Keep the edits of one commit, and forget the oldest ones beyond the budget."""
        by_file: dict[str, tuple[FileEdits, list[Edit]]] = {}
        for edit in edits:
            by_file.setdefault(edit.file.change.new_blob, (edit.file, []))[1].append(edit)
        for blob, entry in by_file.items():
            if blob in self._by_blob:
                self._bytes -= _weight(self._by_blob[blob][0])
            self._bytes += _weight(entry[0])
            self._by_blob[blob] = entry
        while self._bytes > _BYTES:
            _, (file, _) = self._by_blob.popitem(last=False)
            self._bytes -= _weight(file)


def _weight(file: FileEdits) -> int:
    """Bytes, about: the texts once whole, once as lines, and what their edits keep of them."""
    return 4 * (len(file.before.text) + len(file.after.text)) + 1000
