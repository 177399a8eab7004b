"""How common a word is in a repository: the weights of the `link` signal."""

from __future__ import annotations

import math
from collections import Counter

from codeedit_bench.draws import seeded
from miners.commits.language import may_be_mined
from miners.repository.blobs import BlobReader
from miners.repository.process import run_git
from miners.repository.store import ObjectStore
from miners.tokens import words

_FILES = 200
"""Files looked at, chosen by a hash of their blob: more would change little and cost time."""
_MAX_BYTES = 200_000


def inverse_document_frequency(store: ObjectStore, head: str, languages: tuple[str, ...]) -> dict[str, float]:
    """ln(1 + files / files with the word), over files in `languages` at `head`; of any other word at ""."""
    blobs = []
    for row in run_git(store.git_dir, "ls-tree", "-r", "-z", head).split(b"\0"):
        fields, _, path = row.partition(b"\t")
        if fields.startswith(b"100") and may_be_mined(path.decode("utf-8", "replace"), languages):
            blobs.append(fields.split(b" ")[2].decode())
    chosen = sorted(set(blobs), key=lambda blob: seeded("idf", blob))[:_FILES]
    counts: Counter[str] = Counter()
    n_files = 0
    with BlobReader(store, max_bytes=_MAX_BYTES) as reader:
        for start in range(0, len(chosen), 50):
            for content in reader.read(chosen[start : start + 50]).values():
                if content:
                    n_files += 1
                    counts.update(set(words(content.decode("utf-8", "replace"))))
    table = {word: math.log(1 + n_files / count) for word, count in counts.items() if count > 1}
    table[""] = math.log(1 + max(n_files, 1))
    return table
