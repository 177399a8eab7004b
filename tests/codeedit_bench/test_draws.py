"""Draws by a hash: recorded results hang on them, so their values are held."""

from __future__ import annotations

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.draws import outlier_draw, request_seed, seeded, seeded_in_sql, share

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)


def test_the_draws_give_the_numbers_that_results_were_recorded_with() -> None:
    assert seeded("held out", "kotlin", 7) == 6675200303037495524
    assert share("a", 1, "size") == 0.2961877003921718
    assert request_seed(3, "0123456789abcdef0123", 2) == 1751881948
    assert outlier_draw(3, "0123456789abcdef0123", "5 2") == 0.6062454647289628


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=20, unique=True))
def test_duckdb_draws_as_python_does(draw: str, names: list[str]) -> None:
    with duckdb.connect() as database:
        rows = database.execute(
            f"SELECT name, {seeded_in_sql(draw, 'name')} FROM (SELECT unnest($names) AS name)", {"names": names}
        ).fetchall()
    assert {name: int(drawn, 16) for name, drawn in rows} == {name: seeded(draw, name) for name in names}


@given(st.integers(), st.text(max_size=20), st.text(max_size=20))
def test_shares_and_seeds_stay_in_their_ranges(seed: int, name: str, place: str) -> None:
    assert 0 <= share(seed, name) < 1
    whole = name.encode("utf-8", "replace").decode()
    assert 0 <= request_seed(seed, whole, 0) < 2**31
    assert 0 <= outlier_draw(seed, whole, place.encode("utf-8", "replace").decode()) <= 1
