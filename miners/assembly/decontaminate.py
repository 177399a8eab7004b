"""Tasks that another data set already holds: so that a benchmark stays out of a training set, or the reverse."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import from_row
from miners.assembly.catalogue import Catalogue
from miners.chunks.entries import read_row
from miners.targets.fingerprint import target_hash_of
from miners.tokens import tokens

_GRAM = 13
"""Tokens in a row that two texts of different origin hardly share; the length that language models' papers use."""
SHARE = 0.5
"""Share of a region's grams from which it counts as seen."""
_TASKS = 1_000
"""Whose grams are in memory at a time."""


def drop_seen(catalogue: Catalogue, others: Sequence[Path], rows: Sequence[Path]) -> None:
    """Drop what one of the data sets at `others` holds: `seen:commit`, `seen:target`, or `seen:text`.

    `rows` are the files of the tasks' texts, by chunk. Only the last reason needs them.
    """
    if not others:
        return
    catalogue.run("CREATE TABLE seen (commit VARCHAR, target VARCHAR)")
    catalogue.run("CREATE TABLE seen_grams (gram BIGINT)")
    held = (task for path in others for task in open_dataset(path).tasks())
    while batch := list(islice(held, _TASKS)):
        commits = [task.provenance.commit for task in batch]
        catalogue.add("seen", {"commit": commits, "target": [target_hash_of(task) for task in batch]})
        catalogue.add("seen_grams", {"gram": [gram for task in batch for gram in sorted(grams_of(task))]})
    for column in ("commit", "target"):
        catalogue.run(
            f"INSERT INTO dropped SELECT number, 'seen:{column}' FROM remaining SEMI JOIN seen USING ({column})"
        )
    catalogue.run("CREATE TABLE grams (number BIGINT, gram BIGINT)")
    for numbers, grams in _grams_of_tasks(catalogue, rows):
        catalogue.add("grams", {"number": numbers, "gram": grams})
    catalogue.run(
        """
        INSERT INTO dropped
        SELECT number, 'seen:text'
        FROM grams LEFT JOIN (SELECT DISTINCT gram, true AS known FROM seen_grams) USING (gram)
        GROUP BY number HAVING count(known) >= $share * count(*)
        """,
        {"share": SHARE},
    )
    for table in ("grams", "seen_grams", "seen"):
        catalogue.run(f"DROP TABLE {table}")


def _grams_of_tasks(catalogue: Catalogue, rows: Sequence[Path]) -> Iterator[tuple[list[int], list[int]]]:
    places = catalogue.rows("SELECT number, chunk, place, length FROM remaining ORDER BY chunk, place")
    while batch := list(islice(places, _TASKS)):
        numbers: list[int] = []
        grams: list[int] = []
        for number, chunk, place, length in batch:
            found = sorted(grams_of(from_row(EditTask, read_row(rows[chunk], place, length))))
            numbers += [number] * len(found)
            grams += found
        yield numbers, grams


def grams_of(task: EditTask) -> set[int]:
    """A 64-bit hash of each 13-gram of the region and of the answer."""
    return {
        _hash(sequence[start : start + _GRAM])
        for text in (task.region_text, task.reference)
        for sequence in [tokens(text)]
        for start in range(len(sequence) - _GRAM + 1)
    }


def _hash(gram: Iterable[str]) -> int:
    text = "\0".join(gram).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)
