"""What of a result must be the same each time: a digest for each thing that counts, and none of a clock's."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.storage import content_hash

_OF_THE_CLOCK = ("seconds", "cached", "created", "cache_hits", "base_url", "train_runtime")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def timeless(value: Any) -> Any:
    """JSON without what a clock, a cache or a port decides."""
    if isinstance(value, dict):
        rows = ((name, timeless(item)) for name, item in value.items())
        return {name: item for name, item in rows if name not in _OF_THE_CLOCK}
    return [timeless(item) for item in value] if isinstance(value, list) else value


def _json(content: bytes) -> str:
    return digest(json.dumps(timeless(json.loads(content)), sort_keys=True).encode())


def _lines(content: bytes) -> str:
    return digest("".join(_json(line) for line in content.splitlines()).encode())


def names(place: Path) -> str:
    """The files of a folder: nothing is missing, and nothing of an unfinished work is left over."""
    found = (path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    return " ".join(sorted(found))


def dataset(place: Path) -> Mapping[str, str]:
    """The hash is counted again from the tasks that lie there."""
    found = open_dataset(place)
    manifest = timeless(found.manifest)
    rejects = json.dumps(manifest["rejects"], sort_keys=True)
    return {
        "stated hash": found.content_hash,
        "hash": content_hash(found.tasks()),
        "manifest": digest(json.dumps(manifest, sort_keys=True).encode()),
        "rejects": digest(rejects.encode()),
        "files": names(place),
    }


def tasks(place: Path) -> Mapping[str, str]:
    """The tasks of a data set, whoever wrote it."""
    found = open_dataset(place)
    return {"stated hash": found.content_hash, "hash": content_hash(found.tasks())}


def answers(place: Path) -> Iterator[dict[str, Any]]:
    """The rows of a run's answers that are whole, without what a clock or a cache decides."""
    lines = (place / "predictions.jsonl").read_bytes().splitlines(keepends=True)
    return (timeless(json.loads(line)) for line in lines if line.endswith(b"\n"))


def answer_key(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["task_id"], row["sample"]


def run(place: Path) -> Mapping[str, str]:
    """A run of an evaluation: what it states, its answers, its scores, and their summary."""
    return {
        "manifest": _json((place / "manifest.json").read_bytes()),
        "predictions": _lines((place / "predictions.jsonl").read_bytes()),
        "scores": digest((place / "scores.parquet").read_bytes()),
        "files": names(place),
        **{
            name: digest((place / name).read_bytes())
            for name in ("prompts.jsonl", "prompt_texts.jsonl.gz")
            if (place / name).is_file()
        },
    }


def model(place: Path) -> Mapping[str, str]:
    """A trained model to the bit, and what the run says of itself."""
    return {
        "weights": digest((place / "model.safetensors").read_bytes()),
        "best weights": digest((place / "best" / "model.safetensors").read_bytes()),
        "run": _json((place / "run.json").read_bytes()),
        "recipe": digest((place / "recipe.toml").read_bytes()),
    }


def members_of(place: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(place) as file:
        return {name: file.read(name) for name in sorted(file.namelist())}


def archive(place: Path) -> Mapping[str, str]:
    return {
        name: (_lines if name.endswith(".jsonl") else _json)(content)
        for name, content in members_of(place).items()
    }


def folder(place: Path) -> Mapping[str, str]:
    """Every file of a site, byte by byte."""
    return {
        path.relative_to(place).as_posix(): digest(path.read_bytes())
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }
