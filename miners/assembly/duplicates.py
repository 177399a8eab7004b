"""Tasks that ask the same again, within a repository and across repositories, forks and mirrors.

Tasks are looked at from the oldest to the newest. One goes if a task that stayed has the same target. It also goes
if its region and answer are nearly those of a task that stayed: their MinHash signatures agree in so many places.
Only signatures that share a band of four places are compared (Leskovec et al., Mining of Massive Datasets, 3.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from miners.assembly.catalogue import Catalogue
from miners.targets.fingerprint import PERMUTATIONS

if TYPE_CHECKING:
    import numpy

_BANDS = 32
_BYTES = 4
"""Of one place of a signature."""
_PAIRS = 16_384
"""Pairs that are compared at a time."""
_TARGET, _NEAR = 1, 2
_REASONS = {_TARGET: "duplicate:target", _NEAR: "duplicate:near"}


def drop_duplicates(catalogue: Catalogue, threshold: float) -> None:
    """Drop what asks the same again: `duplicate:target`, or `duplicate:near` from a similarity of `threshold`."""
    _find_forms(catalogue)
    _find_pairs(catalogue, threshold)
    _decide(catalogue)
    for table in ("alike", "forms", "repeated"):
        catalogue.run(f"DROP TABLE {table}")


def _find_forms(catalogue: Catalogue) -> None:
    """Tasks of one target, and tasks of one signature, are named by the oldest of them.

    `repeated` tells both names of each task. `forms` holds each signature once, with a hash for each of its bands.
    """
    catalogue.run(
        """
        CREATE TABLE repeated AS
        SELECT number,
               min(number) OVER (PARTITION BY target) AS same,
               min(number) OVER (PARTITION BY digest) AS form
        FROM (SELECT number, md5_number(target) AS target, md5_number(signature) AS digest
              FROM remaining JOIN signatures USING (number))
        """
    )
    width = PERMUTATIONS // _BANDS * _BYTES
    bands = ", ".join(
        f"hash(signature[{1 + band * width}:{(band + 1) * width}]) AS band_{band}" for band in range(_BANDS)
    )
    catalogue.run(
        f"CREATE TABLE forms AS SELECT number, signature, {bands} "
        "FROM signatures SEMI JOIN (SELECT DISTINCT form AS number FROM repeated) USING (number)"
    )


def _find_pairs(catalogue: Catalogue, threshold: float) -> None:
    """Fill `alike` with the pairs of forms that are nearly the same, each in both orders."""
    catalogue.run("CREATE TABLE candidates (one BIGINT, two BIGINT)")
    for band in range(_BANDS):
        catalogue.run(
            "INSERT INTO candidates SELECT one.number, two.number FROM forms AS one JOIN forms AS two "
            f"ON one.band_{band} = two.band_{band} AND one.number < two.number"
        )
    catalogue.run("CREATE TABLE alike (form BIGINT, other BIGINT)")
    for one, two in _near_pairs(catalogue, threshold):
        catalogue.add("alike", {"form": one, "other": two})
        catalogue.add("alike", {"form": two, "other": one})
    catalogue.run("DROP TABLE candidates")


def _near_pairs(catalogue: Catalogue, threshold: float) -> Iterator[tuple[numpy.ndarray, numpy.ndarray]]:
    """The candidates whose signatures agree in a share of at least `threshold` of their places, in batches."""
    import numpy as np

    file = catalogue.folder / "signatures"
    size, count = _size(catalogue), 0
    rows = np.zeros(size, np.int64)
    with file.open("wb") as stream:
        for number, signature in catalogue.rows("SELECT number, signature FROM forms ORDER BY number"):
            rows[number] = count
            count += 1
            stream.write(signature)
    query = "SELECT DISTINCT one, two FROM candidates ORDER BY one, two"
    for pairs in catalogue.arrays(query, _PAIRS):
        one, two = pairs["one"], pairs["two"]
        # Mapped anew for each batch: pages that were read would count as this process's memory for good.
        signatures = np.memmap(file, np.uint32, "r", shape=(count, PERMUTATIONS))
        near = (signatures[rows[one]] == signatures[rows[two]]).mean(axis=1) >= threshold
        if near.any():
            yield one[near], two[near]
    file.unlink()


def _size(catalogue: Catalogue) -> int:
    """Above the number of every task."""
    ((size,),) = catalogue.rows("SELECT coalesce(max(number), -1) + 1 FROM tasks")
    return int(size)


def _decide(catalogue: Catalogue) -> None:
    """Go through the tasks by age. Three bytes a task are all that is remembered."""
    import numpy as np

    size = _size(catalogue)
    taken, covered, decided = bytearray(size), bytearray(size), bytearray(size)
    query = (
        "SELECT number, same, repeated.form, other FROM repeated LEFT JOIN alike ON alike.form = number "
        "ORDER BY number"
    )
    for (number, same, form), rows in groupby(catalogue.rows(query), itemgetter(0, 1, 2)):
        if taken[same]:
            decided[number] = _TARGET
        elif covered[form]:
            decided[number] = _NEAR
        else:
            taken[same] = covered[form] = 1
            # The pairs of a form come with its oldest task; a younger one rarely is the first that stays.
            others = (other for *_, other in rows) if number == form else _others(catalogue, form)
            for other in others:
                if other is not None:
                    covered[other] = 1
    found = np.frombuffer(decided, np.uint8)
    for code, reason in _REASONS.items():
        catalogue.drop(np.flatnonzero(found == code), reason)


def _others(catalogue: Catalogue, form: int) -> Iterable[int]:
    return (other for (other,) in catalogue.rows("SELECT other FROM alike WHERE form = ?", [form]))
