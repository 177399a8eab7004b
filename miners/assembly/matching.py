"""Which tasks without an edit stay: so many, and such that their outside does not tell them from the others."""

from __future__ import annotations

from collections import Counter

from miners.assembly.catalogue import Catalogue, draw

Rooms = dict[tuple[str, str], int]


def match_no_edits(catalogue: Catalogue, share: float) -> None:
    """Leave of the tasks without an edit at most `share` of each language, in the bins where its `core` tasks lie.

    First each bin of `miners.targets.outside` takes its share. What is missing then is taken from bins of the same
    distance. Bins that have no such task leave the data set with fewer.
    """
    if share >= 1:
        return
    counts = catalogue.rows(
        "SELECT language, outside, count(*) FILTER (WHERE NOT no_edit AND tier = 'core'), "
        "count(*) FILTER (WHERE no_edit) "
        "FROM remaining GROUP BY language, outside ORDER BY language, outside"
    )
    fine, coarse = rooms([(str(a), str(b), int(c), int(d)) for a, b, c, d in counts], share)
    _create(catalogue, "fine", "outside", fine)
    _create(catalogue, "coarse", "distance", coarse)
    order = draw("cap:no_edit")
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, 'cap:no_edit'
        FROM (
            SELECT number, language, distance,
                   row_number() OVER (PARTITION BY language, distance ORDER BY {order}) AS place
            FROM (
                SELECT number, task_id, language, outside, split_part(outside, '/', 1) AS distance,
                       row_number() OVER (PARTITION BY language, outside ORDER BY {order}) AS place
                FROM remaining WHERE no_edit
            ) JOIN fine USING (language, outside)
            WHERE place > fine.most
        ) JOIN coarse USING (language, distance)
        WHERE place > coarse.most
        """
    )
    catalogue.run("DROP TABLE fine")
    catalogue.run("DROP TABLE coarse")


def rooms(counts: list[tuple[str, str, int, int]], share: float) -> tuple[Rooms, Rooms]:
    """How many tasks without an edit each bin takes, and then each distance.

    A count is (language, bins, tasks with an edit, tasks without).
    """
    fine: Rooms = {}
    wanted: Counter[tuple[str, str]] = Counter()
    taken: Counter[tuple[str, str]] = Counter()
    for language, outside, with_edit, without in counts:
        place = language, outside.partition("/")[0]
        fine[language, outside] = int(with_edit * share / (1 - share))
        wanted[place] += with_edit
        taken[place] += min(without, fine[language, outside])
    coarse: Rooms = {}
    before: Counter[str] = Counter()
    for place, with_edit in wanted.items():
        # Rounded as a running sum: else a small data set would lose all of its many small bins.
        language = place[0]
        first, last = (round(n * share / (1 - share)) for n in (before[language], before[language] + with_edit))
        before[language] += with_edit
        coarse[place] = max(0, last - first - taken[place])
    return fine, coarse


def _create(catalogue: Catalogue, table: str, column: str, most: Rooms) -> None:
    catalogue.run(f"CREATE TABLE {table} (language VARCHAR, {column} VARCHAR, most BIGINT)")
    catalogue.add(
        table,
        {
            "language": [language for language, _ in most],
            column: [value for _, value in most],
            "most": list(most.values()),
        },
    )
