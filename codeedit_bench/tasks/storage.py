"""Records as rows and rows as records; Parquet with a stated schema; the content hash.

The Parquet schema is derived from the dataclasses in `records`, so that the two cannot drift apart.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from codeedit_bench.errors import DatasetError, SchemaVersionError, told
from codeedit_bench.files import atomic_path, canonical_json
from codeedit_bench.tasks.records import SCHEMA_VERSION, EditTask

if TYPE_CHECKING:
    import pyarrow

R = TypeVar("R")

_SCHEMA_VERSION_KEY = b"codeedit_schema_version"
_GROUP_ROWS = 512
_GROUP_CHARACTERS = 4 << 20
"""Files are long: a group of rows ends at so many characters of its texts, too."""


@cache
def _fields(record: Any) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(record)
    return tuple((field.name, hints[field.name]) for field in dataclasses.fields(record))


def to_row(value: Any) -> Any:
    """A record as plain dicts, lists and scalars."""
    if isinstance(value, (str, int, float, types.NoneType)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: to_row(getattr(value, name)) for name, _ in _fields(type(value))}
    if isinstance(value, Mapping):
        return {key: to_row(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_row(item) for item in value]
    return value


def from_row(record: type[R], row: Mapping[str, Any]) -> R:
    """The record of a row; `DatasetError` names the missing or unknown field, or the value that it cannot have."""
    fields, required = _plan(cast(Any, record))
    names = row.keys()
    if unknown := sorted(names - fields.keys()):
        raise DatasetError(f"A {record.__name__} has no field {unknown[0]!r}; the data is of another version.")
    if missing := sorted(required - names):
        raise DatasetError(f"A {record.__name__} lacks its field {missing[0]!r}; the data is of another version.")
    values = {}
    for name, value in row.items():
        hint, allowed, kinds, plain = fields[name]
        if allowed and value not in allowed:
            raise DatasetError(
                f"A {record.__name__}'s {name} is {value!r:.100}. It must be one of: {', '.join(allowed)}."
            )
        if not isinstance(value, kinds):
            wanted = _called(kinds)
            raise DatasetError(f"A {record.__name__}'s {name} is {value!r:.100}. It must be {wanted}.")
        values[name] = value if plain else _from_value(hint, value)
    return record(**values)


@cache
def _plan(record: Any) -> tuple[dict[str, tuple[Any, tuple[str, ...], tuple[type, ...], bool]], frozenset[str]]:
    """How the fields of a record are read, made once: a set has many rows. And the fields that a row must have.

    Of each field its type, its choices, what its value may be, and whether the record holds the value as it is.
    """
    fields = {name: (hint, _choices(hint), _types(hint), not _nested(hint)) for name, hint in _fields(record)}
    required = (
        field.name
        for field in dataclasses.fields(record)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
    return fields, frozenset(required)


def _nested(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint) or typing.get_origin(hint) is tuple


def _choices(hint: Any) -> tuple[str, ...]:
    """The values of a closed type; none for any other."""
    return typing.get_args(hint) if typing.get_origin(hint) is typing.Literal else ()


_CALLED: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    tuple: "a list",
    Mapping: "a table",
    types.NoneType: "nothing",
}


def _called(kinds: tuple[type, ...]) -> str:
    named = [kind for kind in kinds if kind in _CALLED and not (kind is int and float in kinds)]
    return " or ".join(dict.fromkeys(_CALLED[kind] for kind in named))


def _types(hint: Any) -> tuple[type, ...]:
    """What a value of this type may be in a row. JSON writes a float without a fraction as a whole number."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return tuple(kind for inner in typing.get_args(hint) for kind in _types(inner))
    if hint is float:
        return float, int
    if origin is typing.Literal:
        return (str,)
    if origin is tuple:
        return list, tuple
    if dataclasses.is_dataclass(hint):
        return Mapping, cast(type, hint)
    return (cast(type, origin or hint),)


def _from_value(hint: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(value, Mapping):
        return from_row(cast(type[Any], hint), value)
    if typing.get_origin(hint) is tuple and value is not None:
        inner = typing.get_args(hint)[0]
        return tuple(_from_value(inner, item) for item in value) if _nested(inner) else tuple(value)
    return value


def _arrow_type(hint: Any) -> pyarrow.DataType:
    import pyarrow as pa

    scalars = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    if hint in scalars:
        return scalars[hint]
    if dataclasses.is_dataclass(hint):
        return pa.struct([pa.field(name, _arrow_type(inner)) for name, inner in _fields(cast(type, hint))])
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return pa.list_(_arrow_type(arguments[0]))
    if origin is typing.Literal:
        return pa.string()
    if origin in (typing.Union, types.UnionType):
        return _arrow_type(next(inner for inner in arguments if inner is not type(None)))
    raise TypeError(f"no Parquet type for {hint!r}")


def arrow_schema(record: type) -> pyarrow.Schema:
    """The Parquet schema of a record type, marked with the schema version."""
    import pyarrow as pa

    return pa.schema(
        [pa.field(name, _arrow_type(hint)) for name, hint in _fields(record)],
        metadata={_SCHEMA_VERSION_KEY: str(SCHEMA_VERSION).encode()},
    )


@contextlib.contextmanager
def parquet_sink(target: Path, record: type) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Yield what takes a row as `to_row` gives it; `target` is there once the block ends without an error."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(record)
    waiting: list[Mapping[str, Any]] = []
    characters = 0
    with atomic_path(target) as path, pq.ParquetWriter(path, schema, compression="zstd") as writer:

        def flush() -> None:
            nonlocal characters
            if waiting:
                writer.write_table(pa.Table.from_pylist(waiting, schema=schema))
            waiting.clear()
            characters = 0

        def add(row: Mapping[str, Any]) -> None:
            nonlocal characters
            waiting.append(row)
            characters += sum(len(value) for value in row.values() if isinstance(value, str))
            if len(waiting) == _GROUP_ROWS or characters > _GROUP_CHARACTERS:
                flush()

        yield add
        flush()


def write_parquet(target: Path, record: type, rows: Iterable[Any]) -> None:
    """Write records to `target` group by group, so that memory stays bounded."""
    with parquet_sink(target, record) as add:
        for item in rows:
            add(to_row(item))


def another_version(path: Path, version: object) -> SchemaVersionError:
    """What to raise where `path` holds records of another schema version."""
    return SchemaVersionError(
        f"{path} has schema version {told(version)}; this version reads {SCHEMA_VERSION}. "
        "Mine it again into a new folder: run `codeedit mine` (or `codeedit import`) with the same sources. "
        "Or install the version of codeedit-bench that wrote it."
    )


def read_parquet(source: Path, record: type[R]) -> Iterable[R]:
    """Yield the records of a Parquet file in its order.

    Raises `DatasetError` for a file that is none, `SchemaVersionError` for one of another version.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
    except (pa.ArrowInvalid, OSError) as error:
        raise DatasetError(f"{source} cannot be read as Parquet: {told(error)}.") from error
    with file:
        version = (file.schema_arrow.metadata or {}).get(_SCHEMA_VERSION_KEY, b"none").decode("utf-8", "replace")
        if version != str(SCHEMA_VERSION):
            raise another_version(source, version)
        for batch in file.iter_batches(batch_size=256):
            for row in batch.to_pylist():
                yield from_row(record, row)


class ContentHash:
    """SHA-256 over tasks' content in the order of their ids: independent of files and of Parquet's bytes."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a task in, as `to_row` gives it."""
        content = canonical_json(row).encode("utf-8", "surrogatepass")
        self._lines.append(f"{row['task_id']} {hashlib.sha256(content).hexdigest()}")

    def hexdigest(self) -> str:
        return hashlib.sha256("\n".join(sorted(self._lines)).encode()).hexdigest()


def content_hash(tasks: Iterable[EditTask]) -> str:
    """The `ContentHash` of `tasks`, in whatever order."""
    found = ContentHash()
    for task in tasks:
        found.add(to_row(task))
    return found.hexdigest()
