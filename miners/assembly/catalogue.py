"""The keys of all mined tasks in one DuckDB file: what duplicates, caps and splits are decided on.

DuckDB keeps to `_MEMORY`; what does not fit goes to a folder beside the file. Whatever is read in an order says so
by `ORDER BY`: no result depends on threads or on how rows happen to lie.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.draws import seeded_in_sql
from codeedit_bench.interrupts import interrupts_held
from miners.assembly.queries import interruptible
from miners.chunks.entries import KEY_TYPES

if TYPE_CHECKING:
    import duckdb

CATALOGUE = ".catalogue-"
"""How the name of its folder begins, while it is at work."""
_MEMORY = "512MB"
_BATCH = 10_000
"""Rows that are in memory at a time where a result is read row by row."""


def draw(name: str) -> str:
    """The order in which the draw `name` takes tasks: by a hash of its own.

    By one hash for all, the tasks that one draw took would come first in the next.
    """
    return seeded_in_sql(name, "task_id")


class Catalogue:
    """Its tables:

    - `tasks`: a row for each task, with its `number` in the order of age, its keys and the place of its texts;
    - `signatures`: the MinHash of each;
    - `dropped`: `number` and `reason` of those that go;
    - `places`: `number`, `split` and `tags` of those that stay;
    - `remaining`: the rows of `tasks` that nothing has dropped yet.
    """

    def __init__(self, database: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._database = database
        self.folder = folder
        """For files of those who decide; it goes with the catalogue."""

    def run(self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> None:
        """Run a statement that gives no rows."""
        with interruptible():
            self._database.execute(query, parameters or None)

    def rows(
        self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a batch in memory at a time. Other statements may run meanwhile."""
        with interruptible(), self._database.cursor() as cursor:
            cursor.execute(query, parameters or None)
            while batch := cursor.fetchmany(_BATCH):
                yield from batch

    def arrays(self, query: str, size: int = _BATCH) -> Iterator[dict[str, Any]]:
        """The same as numpy arrays by column, `size` rows at a time."""
        with interruptible(), self._database.cursor() as cursor:
            for batch in cursor.sql(query).to_arrow_reader(size):
                yield {
                    name: column.to_numpy(zero_copy_only=False)
                    for name, column in zip(batch.schema.names, batch.columns, strict=True)
                }

    def count(self, table: str = "remaining") -> int:
        """How many rows a table holds."""
        return next(int(row[0]) for row in self.rows(f"SELECT count(*) FROM {table}"))

    def add(self, table: str, columns: Mapping[str, Any]) -> None:
        """Append arrays of equal length, one a column, to `table`."""
        import pyarrow as pa

        self._database.register("added", pa.table(dict(columns)))
        with interruptible():
            self._database.execute(f"INSERT INTO {table} BY NAME SELECT * FROM added")
        self._database.unregister("added")

    def drop(self, numbers: Iterable[int], reason: str) -> None:
        """Let these tasks go, for `reason`."""
        kept = list(numbers)
        self.add("dropped", {"number": kept, "reason": [reason] * len(kept)})


@contextlib.contextmanager
def open_catalogue(
    keys: Sequence[Path], cluster: Mapping[str, str], work: Path, *, threads: int = 2
) -> Iterator[Catalogue]:
    """The catalogue of the tasks whose keys lie in the files `keys`. Its own files in `work` go with the block.

    `cluster` names, for each repository, the one that stands for its forks and mirrors. Of several rows with one
    id the last counts.
    """
    with interrupts_held():  # an exception inside of its start is an abort of the process
        import duckdb

    with tempfile.TemporaryDirectory(prefix=CATALOGUE, dir=work) as name:
        folder = Path(name)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": threads,
            "temp_directory": str(folder / "spilled"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        }
        with interruptible(), duckdb.connect(str(folder / "keys.duckdb"), config=settings) as database:
            catalogue = Catalogue(database, folder)
            _create(catalogue)
            _load(catalogue, keys, cluster)
            yield catalogue


def _create(catalogue: Catalogue) -> None:
    catalogue.run("CREATE TABLE files (file VARCHAR, chunk INTEGER)")
    catalogue.run("CREATE TABLE clusters (repository VARCHAR, cluster VARCHAR)")
    catalogue.run("CREATE TABLE dropped (number BIGINT, reason VARCHAR)")
    catalogue.run("CREATE TABLE places (number BIGINT, split VARCHAR, tags VARCHAR[])")


def _load(catalogue: Catalogue, keys: Sequence[Path], cluster: Mapping[str, str]) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in KEY_TYPES.items())
    catalogue.run(f"CREATE TABLE mined ({columns}, chunk INTEGER)")
    catalogue.add("files", {"file": [str(path) for path in keys], "chunk": range(len(keys))})
    catalogue.add("clusters", {"repository": list(cluster), "cluster": list(cluster.values())})
    filled = [str(path) for path in keys if path.stat().st_size]
    if filled:
        catalogue.run(
            "INSERT INTO mined BY NAME SELECT found.* EXCLUDE (filename), files.chunk FROM "
            "read_json($files, format = 'newline_delimited', columns = $columns, filename = true) AS found "
            "JOIN files ON files.file = found.filename",
            {"files": filled, "columns": KEY_TYPES},
        )
    catalogue.run(
        """
        CREATE TABLE numbers AS
        SELECT row_number() OVER (ORDER BY author_time, task_id) - 1 AS number, chunk, place
        FROM (SELECT task_id, any_value(author_time) AS author_time, unnest(max({'chunk': chunk, 'place': place}))
              FROM mined GROUP BY task_id)
        """
    )
    catalogue.run(
        """
        CREATE TABLE signatures AS
        SELECT number, unhex(signature) AS signature FROM mined JOIN numbers USING (chunk, place)
        """
    )
    catalogue.run(
        """
        CREATE TABLE tasks AS
        SELECT number, mined.* EXCLUDE (signature), cluster
        FROM mined JOIN numbers USING (chunk, place) JOIN clusters USING (repository)
        """
    )
    catalogue.run("DROP TABLE numbers")
    catalogue.run("DROP TABLE mined")
    catalogue.run("CREATE VIEW remaining AS SELECT * FROM tasks ANTI JOIN dropped USING (number)")
