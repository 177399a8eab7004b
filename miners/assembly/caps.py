"""How many tasks of one kind, one repository, one language and one commit a data set takes."""

from __future__ import annotations

from collections.abc import Sequence

from miners.assembly.catalogue import Catalogue, draw
from miners.assembly.matching import match_no_edits
from miners.config import MinerConfig
from miners.targets.difficulty import MECHANICAL, RANK

INTEREST = (
    "CASE difficulty "
    + " ".join(f"WHEN '{difficulty}' THEN {rank}" for difficulty, rank in RANK.items())
    + f" ELSE {len(RANK)} END"
)
"""The less mechanical tasks are taken first."""
_SUBSTITUTION = "NOT no_edit AND difficulty = 'T1'"
_VERBATIM = "NOT no_edit AND difficulty = 'T0'"
_INTERESTING = f"NOT no_edit AND difficulty NOT IN {MECHANICAL}"


def apply_caps(catalogue: Catalogue, config: MinerConfig) -> None:
    """Drop what is too much of one kind in its language and tier, with the cap as the reason."""
    _share(catalogue, _SUBSTITUTION, _INTERESTING, config.mechanical_share, "cap:mechanical")
    _share(catalogue, _VERBATIM, f"NOT no_edit AND NOT ({_VERBATIM})", config.verbatim_share, "cap:verbatim")
    match_no_edits(catalogue, config.no_edit_share)


def thin_out_splits(catalogue: Catalogue, config: MinerConfig) -> None:
    """Leave in each split so much of a kind, and in the data set so much of a repository and of a language.

    By date, the kinds of a split differ from those of all tasks: what was written lately is less mechanical. A
    quota then takes the tasks that test before others. They are few, and have a quota of their own.
    """
    by_date = config.split_by == "date"
    catalogue.run("CREATE VIEW placed AS SELECT remaining.*, split FROM remaining JOIN places USING (number)")
    _thin_out_tests(catalogue, config)
    for split in ("train", "validation") if by_date else ():
        own = f"(SELECT * FROM placed WHERE split = '{split}')"
        _share(catalogue, _SUBSTITUTION, _INTERESTING, config.mechanical_share, "cap:mechanical", among=own)
    first = "split <> 'test'" if by_date else "true"
    _quota(catalogue, "repository", config.repository_tasks, config.repository_bytes, first)
    _quota(catalogue, "language", config.language_tasks, config.language_bytes, first)
    catalogue.run("DROP VIEW placed")
    catalogue.run("DELETE FROM places WHERE number IN (SELECT number FROM dropped)")


def _thin_out_tests(catalogue: Catalogue, config: MinerConfig) -> None:
    """Leave so many tasks of a commit, of each kind, and of a repository.

    The shares of the kinds are cut before a hash draws from each repository, so that its draw comes out full. They
    are cut in the draw too, since repositories differ in kinds. Edits that no share bounds then fill it up.
    """
    own, most = "(SELECT * FROM placed WHERE split = 'test')", config.test_repository_tasks
    _thin_out_commits(catalogue, config.test_tasks_per_commit)
    _cut_tests(catalogue, config, own)
    core, share = "tier = 'core' AND NOT no_edit", config.test_hard_share
    _share(catalogue, "tier = 'hard'", core, share, "cap:test_hard", among=own, groups=["repository"])
    order = draw("quota:test_repository")
    place = f"row_number() OVER (PARTITION BY repository ORDER BY {order}, number)"
    catalogue.run(
        f"CREATE TABLE drawn AS SELECT number, {place} <= $most AS drawn FROM placed WHERE split = 'test'",
        {"most": most},
    )
    _cut_tests(catalogue, config, "(SELECT * FROM placed JOIN drawn USING (number) WHERE drawn)")
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, 'quota:test_repository'
        FROM (
            SELECT number, drawn OR ({_INTERESTING}) AS may,
                   row_number() OVER (PARTITION BY repository, may ORDER BY NOT drawn, {order}, number) AS place
            FROM placed JOIN drawn USING (number)
        )
        WHERE place > $most OR NOT may
        """,
        {"most": most},
    )
    catalogue.run("DROP TABLE drawn")


def _cut_tests(catalogue: Catalogue, config: MinerConfig, own: str) -> None:
    """Bound the shares in the test split. That of no-edit tasks grew: a commit with edits gives one of them.

    No-edit tasks have the tier `core`, and are counted beside the edits of both tiers.
    """
    share = config.test_mechanical_share
    _share(catalogue, _SUBSTITUTION, _INTERESTING, share, "cap:test_mechanical", among=own)
    _share(
        catalogue,
        "no_edit",
        "NOT no_edit",
        config.no_edit_share,
        "cap:test_no_edit",
        among=own,
        groups=["language"],
    )


def _thin_out_commits(catalogue: Catalogue, most: int) -> None:
    """Leave so many test tasks of a commit, as a hash draws them, but what is mechanical comes last."""
    last, order = f"NOT ({_INTERESTING} OR no_edit)", draw("cap:test_commit")
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, 'cap:test_commit'
        FROM (
            SELECT number,
                   row_number() OVER (PARTITION BY cluster, commit ORDER BY {last}, {order}, number) AS place
            FROM placed WHERE split = 'test'
        )
        WHERE place > $most
        """,
        {"most": most},
    )


def _quota(catalogue: Catalogue, group: str, tasks: int, size: int, last: str) -> None:
    """Leave in each `group` so many tasks and bytes of them, as a hash draws them; `last` ones come last."""
    reason = f"quota:{group}"
    order = f"PARTITION BY {group} ORDER BY {last}, {draw(reason)}, number"
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, '{reason}'
        FROM (
            SELECT number, row_number() OVER ({order}) AS place, sum(length) OVER ({order}) AS bytes
            FROM placed
        )
        WHERE place > $tasks OR bytes > $bytes
        """,
        {"tasks": tasks, "bytes": size},
    )


def _share(
    catalogue: Catalogue,
    kind: str,
    others: str,
    share: float,
    reason: str,
    *,
    among: str = "remaining",
    groups: Sequence[str] = ("language", "tier"),
) -> None:
    """Leave of one kind so many that they are at most `share` of it and the `others`, in each of the groups."""
    if share >= 1:
        return
    columns = ", ".join(groups)
    count = (
        f"SELECT count(*) FILTER (WHERE {others}), {columns} FROM {among} GROUP BY {columns} ORDER BY {columns}"
    )
    counts = list(catalogue.rows(count))
    catalogue.run(f"CREATE TABLE room ({', '.join(f'{column} VARCHAR' for column in groups)}, most BIGINT)")
    catalogue.add(
        "room",
        {column: [row[place] for row in counts] for place, column in enumerate(groups, 1)}
        | {"most": [round(row[0] * share / (1 - share)) for row in counts]},
    )
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, $reason
        FROM (
            SELECT number, {columns},
                   row_number() OVER (PARTITION BY {columns} ORDER BY {INTEREST}, {draw(reason)}) AS place
            FROM {among} WHERE {kind}
        )
        JOIN room USING ({columns})
        WHERE place > most
        """,
        {"reason": reason},
    )
    catalogue.run("DROP TABLE room")
