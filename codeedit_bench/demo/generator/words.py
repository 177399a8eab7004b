"""The words that names are made of, read from `words.toml` beside this file."""

from __future__ import annotations

from pathlib import Path

from codeedit_bench.parsing import parse_toml, read_text

_LISTS = {
    name: tuple(words.split())
    for name, words in parse_toml(read_text(Path(__file__).with_name("words.toml"))).items()
}

ENTITIES = _LISTS["entities"]
ATTRIBUTES = _LISTS["attributes"]
QUALIFIERS = _LISTS["qualifiers"]
VERBS = _LISTS["verbs"]
SERVICES = _LISTS["services"]
PROJECTS = _LISTS["projects"]

PEOPLE = (
    ("Ada Field", "ada@example.org"),
    ("Bruno Vale", "bruno@example.org"),
    ("Chika Moor", "chika@example.org"),
    ("Dana Brook", "dana@example.org"),
    ("Emil Stone", "emil@example.org"),
    ("Farah Lake", "farah@example.org"),
)
