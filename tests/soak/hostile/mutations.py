"""Files of the product's own, changed in the ways of an accident or of an enemy."""

from __future__ import annotations

import copy
import gzip
import json
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.soak.hostile.evil import DEEP, Canary, text, value


def mutate(file: Path, draw: random.Random, canary: Canary) -> str:
    """Change `file` in the form that its name tells, or byte by byte; return what was done, in words."""
    content = file.read_bytes()
    by_form = {
        ".json": mutate_json,
        ".jsonl": mutate_lines,
        ".toml": mutate_toml,
        ".parquet": mutate_parquet,
        ".gz": mutate_packed,
    }
    change = by_form.get(file.suffix, mutate_bytes)
    if draw.random() < 0.25:
        change = mutate_bytes
    try:
        changed = change(content, draw, canary)
    except Exception:  # a form that cannot be read any more is changed byte by byte
        change, changed = mutate_bytes, mutate_bytes(content, draw, canary)
    file.write_bytes(changed)
    return f"{file.name} by {change.__name__}"


def mutate_bytes(content: bytes, draw: random.Random, canary: Canary) -> bytes:
    """A few bytes, a part that is missing, doubled, zeroed or from elsewhere."""
    place = draw.randint(0, len(content))
    end = min(len(content), place + draw.choice((1, 2, 8, 100, 10_000)))
    part = content[place:end]
    put = draw.choice(
        (
            b"",
            part * 2,
            bytes(len(part)),
            draw.randbytes(len(part)),
            text(draw, canary).encode("utf-8", "surrogatepass"),
            b"[" * DEEP,
            part[::-1],
        )
    )
    return content[:place] if draw.random() < 0.1 else content[:place] + put + content[end:]


def _places(root: Any) -> Iterator[tuple[Any, Any]]:
    """Every value inside of `root`, as its container and its key."""
    waiting = [root]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], (dict, list)):
                waiting.append(holder[key])


def changed(root: Any, draw: random.Random, canary: Canary) -> Any:
    """A copy of `root` in which one value is hostile, is missing, or has a neighbour it should not have."""
    root = copy.deepcopy(root)
    places = list(_places(root)) if isinstance(root, (dict, list)) else []
    if not places or draw.random() < 0.02:
        return value(draw, canary)
    holder, key = draw.choice(places)
    deed = draw.random()
    if deed < 0.7:
        holder[key] = value(draw, canary)
    elif deed < 0.85:
        del holder[key]
    elif isinstance(holder, list):
        holder.extend([holder[key]] * draw.choice((1, 2, 1000)))
    else:
        holder[text(draw, canary)] = holder[key]
    return root


def _dumped(root: Any) -> bytes:
    return json.dumps(root).encode()


def mutate_json(content: bytes, draw: random.Random, canary: Canary) -> bytes:
    changed_text = _dumped(changed(json.loads(content), draw, canary))
    if draw.random() < 0.05:
        return changed_text.replace(b": ", b": " + b"[" * DEEP, 1)
    return changed_text


def mutate_lines(content: bytes, draw: random.Random, canary: Canary) -> bytes:
    lines = content.splitlines(keepends=True)
    place = draw.randrange(len(lines))
    deed = draw.random()
    if deed < 0.75:
        lines[place] = _dumped(changed(json.loads(lines[place]), draw, canary)) + b"\n"
    elif deed < 0.85:
        lines.insert(place, lines[draw.randrange(len(lines))])
    elif deed < 0.95:
        del lines[place]
    else:
        draw.shuffle(lines)
    return b"".join(lines)


def mutate_packed(content: bytes, draw: random.Random, canary: Canary) -> bytes:
    return gzip.compress(mutate_lines(gzip.decompress(content), draw, canary))


def mutate_toml(content: bytes, draw: random.Random, canary: Canary) -> bytes:
    return dumped_toml(changed(tomllib.loads(content.decode()), draw, canary)).encode("utf-8", "surrogatepass")


def dumped_toml(root: Any) -> str:
    """TOML of a table; what TOML has no form for is written as JSON, which is hostile, too."""
    if not isinstance(root, dict):
        return json.dumps(root)
    plain = {key: item for key, item in root.items() if not isinstance(item, dict) and not _tables(item)}
    rest = {key: item for key, item in root.items() if key not in plain}
    found = [f"{json.dumps(key)} = {json.dumps(item)}\n" for key, item in plain.items()]
    for key, item in rest.items():
        for table in item if isinstance(item, list) else [item]:
            head = f"[[{json.dumps(key)}]]" if isinstance(item, list) else f"[{json.dumps(key)}]"
            found.append(f"{head}\n{dumped_toml(table)}")
    return "".join(found)


def _tables(item: Any) -> bool:
    return isinstance(item, list) and bool(item) and all(isinstance(one, dict) for one in item)


def mutate_parquet(content: bytes, draw: random.Random, canary: Canary) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    held = pq.read_table(pa.BufferReader(content))
    metadata = dict(held.schema.metadata or {})
    deed = draw.random()
    if deed < 0.6 and held.num_rows:
        rows = held.to_pylist()
        place = draw.randrange(len(rows))
        rows[place] = changed(rows[place], draw, canary)
        try:
            held = pa.Table.from_pylist(rows, schema=held.schema)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, ValueError):
            held = pa.Table.from_pylist(rows)
    elif deed < 0.7:
        held = held.drop_columns([draw.choice(held.column_names)])
    elif deed < 0.8:
        names = list(held.column_names)
        names[draw.randrange(len(names))] = text(draw, canary)
        held = held.rename_columns(names)
    elif deed < 0.9:
        held = pa.concat_tables([held, held.slice(0, 1)]) if draw.random() < 0.5 else held.slice(0, 0)
    else:
        name = draw.choice(list(metadata) or [b"x"])
        metadata[name] = text(draw, canary).encode("utf-8", "surrogatepass")
    sink = pa.BufferOutputStream()
    pq.write_table(held.replace_schema_metadata(metadata), sink)
    return bytes(sink.getvalue().to_pybytes())
