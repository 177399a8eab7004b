"""Which repositories are forks or mirrors: those that share a commit, or begin with the same source files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codeedit_bench.interrupts import interrupts_held
from miners.assembly.queries import interruptible
from miners.chunks.history import History

_SHARE = 0.5
"""Of the smaller one's first source files: from there on two histories with other commit ids have one origin."""


def clusters(histories: Sequence[History]) -> dict[str, str]:
    """The name of each repository's cluster: the first by name of those that belong together.

    Only repositories that have a first file in common are compared.
    """
    parent = {history.source.name: history.source.name for history in histories}
    for one, two in _related(histories):
        first, second = sorted((_root(parent, one), _root(parent, two)))
        parent[second] = first
    return {name: _root(parent, name) for name in parent}


def _root(parent: dict[str, str], name: str) -> str:
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name


def _related(histories: Sequence[History]) -> Iterator[tuple[str, str]]:
    """Pairs of names that belong together; a chain of them joins the rest."""
    seen: dict[str, str] = {}
    for history in histories:
        name = history.source.name
        for commit, _ in history.commits:
            if (other := seen.setdefault(commit, name)) != name:
                yield other, name
    yield from _of_one_beginning(histories)


def _of_one_beginning(histories: Sequence[History]) -> Iterator[tuple[str, str]]:
    """Pairs that share enough of their first files, found by the files and not by trying each pair."""
    with interrupts_held():  # an exception inside of its start is an abort of the process
        import duckdb
    import pyarrow as pa

    names = [history.source.name for history in histories]
    pairs = [(place, blob) for place, history in enumerate(histories) for blob in sorted(history.first_files)]
    if len(histories) < 2 or not pairs:
        return
    with interruptible(), duckdb.connect(config={"threads": 2}) as database:
        database.register(
            "first_files", pa.table({"place": [p for p, _ in pairs], "blob": [blob for _, blob in pairs]})
        )
        found = database.execute(
            """
            WITH sizes AS (SELECT place, count(*) AS size FROM first_files GROUP BY place),
            common AS (
                SELECT one.place AS one, two.place AS two, count(*) AS shared
                FROM first_files AS one JOIN first_files AS two ON one.blob = two.blob AND one.place < two.place
                GROUP BY one.place, two.place
            )
            SELECT one, two FROM common
            JOIN sizes AS first ON first.place = one JOIN sizes AS second ON second.place = two
            WHERE shared >= $share * least(first.size, second.size)
            ORDER BY one, two
            """,
            {"share": _SHARE},
        ).fetchall()
    for one, two in found:
        yield names[one], names[two]
