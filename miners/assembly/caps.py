"""How many tasks of one kind a data set takes: not too many mechanical ones, some without edits."""

from __future__ import annotations

from miners.assembly.catalogue import Catalogue
from miners.config import MinerConfig
from miners.targets.difficulty import MECHANICAL, RANK

INTEREST = (
    "CASE difficulty "
    + " ".join(f"WHEN '{difficulty}' THEN {rank}" for difficulty, rank in RANK.items())
    + f" ELSE {len(RANK)} END"
)
"""The less mechanical tasks are taken first."""
DRAW = "left(sha256(task_id), 16)"
"""Among equals a hash draws: see `miners.draws.seeded`."""
_MECHANICAL = f"NOT no_edit AND difficulty IN {MECHANICAL}"
_INTERESTING = f"NOT no_edit AND difficulty NOT IN {MECHANICAL}"


def apply_caps(catalogue: Catalogue, config: MinerConfig) -> None:
    """Drop what is too much of one kind in its language, with the cap as the reason."""
    _share(catalogue, _MECHANICAL, _INTERESTING, config.mechanical_share, "cap:mechanical")
    _share(catalogue, "no_edit", "NOT no_edit", config.no_edit_share, "cap:no_edit")


def _share(catalogue: Catalogue, kind: str, others: str, share: float, reason: str) -> None:
    """Leave of one kind so many that they are at most `share` of it and the `others`, in each language."""
    if share >= 1:
        return
    counts = (
        f"SELECT language, count(*) FILTER (WHERE {others}) FROM remaining GROUP BY language ORDER BY language"
    )
    room = {language: round(count * share / (1 - share)) for language, count in catalogue.rows(counts)}
    catalogue.run("CREATE TABLE room (language VARCHAR, most BIGINT)")
    catalogue.add("room", {"language": list(room), "most": list(room.values())})
    catalogue.run(
        f"""
        INSERT INTO dropped
        SELECT number, $reason
        FROM (
            SELECT number, language,
                   row_number() OVER (PARTITION BY language ORDER BY {INTEREST}, {DRAW}) AS place
            FROM remaining WHERE {kind}
        )
        JOIN room USING (language)
        WHERE place > most
        """,
        {"reason": reason},
    )
    catalogue.run("DROP TABLE room")
