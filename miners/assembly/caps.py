"""How many tasks of one kind, one repository, one language and one commit a data set takes."""

from __future__ import annotations

from miners.assembly.catalogue import DRAW, Catalogue
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
    _quota(catalogue, "repository", config.repository_tasks, config.repository_bytes)
    _quota(catalogue, "language", config.language_tasks, config.language_bytes)


def thin_out_tests(catalogue: Catalogue, config: MinerConfig) -> None:
    """Leave in the test split so many tasks of a commit and of a repository, and of a kind, as a hash draws them.

    A draw keeps the kinds in the proportion in which the commit or the repository holds them. A commit with edits
    gives one of them, while no-edit tasks stand alone; so their share is bounded here once more.
    """
    _thin_out(catalogue, "cluster, commit", config.test_tasks_per_commit, "cap:test_commit")
    _thin_out(catalogue, "repository", config.test_repository_tasks, "quota:test_repository")
    catalogue.run(
        "CREATE VIEW tests AS SELECT remaining.* FROM remaining JOIN places USING (number) WHERE split = 'test'"
    )
    _share(
        catalogue, _SUBSTITUTION, _INTERESTING, config.test_mechanical_share, "cap:test_mechanical", among="tests"
    )
    _share(catalogue, "no_edit", "NOT no_edit", config.no_edit_share, "cap:test_no_edit", among="tests")
    catalogue.run("DROP VIEW tests")
    catalogue.run("DELETE FROM places WHERE number IN (SELECT number FROM dropped)")


def _thin_out(catalogue: Catalogue, group: str, most: int, reason: str) -> None:
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, $reason
        FROM (
            SELECT number, row_number() OVER (PARTITION BY {group} ORDER BY {DRAW}, number) AS place
            FROM remaining JOIN places USING (number) WHERE split = 'test'
        )
        WHERE place > $most
        """,
        {"most": most, "reason": reason},
    )


def _quota(catalogue: Catalogue, group: str, tasks: int, size: int) -> None:
    """Leave in each `group` so many tasks and so many bytes of them, as a hash draws them."""
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, 'quota:{group}'
        FROM (
            SELECT number,
                   row_number() OVER (PARTITION BY {group} ORDER BY {DRAW}, number) AS place,
                   sum(length) OVER (PARTITION BY {group} ORDER BY {DRAW}, number) AS bytes
            FROM remaining
        )
        WHERE place > $tasks OR bytes > $bytes
        """,
        {"tasks": tasks, "bytes": size},
    )


def _share(
    catalogue: Catalogue, kind: str, others: str, share: float, reason: str, *, among: str = "remaining"
) -> None:
    """Leave of one kind so many that they are at most `share` of it and the `others`, by language and tier."""
    if share >= 1:
        return
    counts = list(
        catalogue.rows(
            f"SELECT language, tier, count(*) FILTER (WHERE {others}) FROM {among} "
            "GROUP BY language, tier ORDER BY language, tier"
        )
    )
    catalogue.run("CREATE TABLE room (language VARCHAR, tier VARCHAR, most BIGINT)")
    catalogue.add(
        "room",
        {
            "language": [language for language, _, _ in counts],
            "tier": [tier for _, tier, _ in counts],
            "most": [round(count * share / (1 - share)) for _, _, count in counts],
        },
    )
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, $reason
        FROM (
            SELECT number, language, tier,
                   row_number() OVER (PARTITION BY language, tier ORDER BY {INTEREST}, {DRAW}) AS place
            FROM {among} WHERE {kind}
        )
        JOIN room USING (language, tier)
        WHERE place > most
        """,
        {"reason": reason},
    )
    catalogue.run("DROP TABLE room")
