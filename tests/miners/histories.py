"""Small histories in which edits follow from earlier edits."""

from __future__ import annotations

from tests.git_repository import GitRepository

LICENCE = """MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files, to deal in the Software without restriction. The above copyright notice and this permission
notice shall be included in all copies or substantial portions of the Software.
"""

_FILLER = "\n".join(
    f"def helper_{n}(value):\n    checked = value + {n}\n    return checked * {n}\n" for n in range(12)
)


def store(name: str) -> str:
    """A module that uses one name in four places far apart."""
    return (
        f"class Store:\n    def __init__(self):\n        self.{name} = []\n\n"
        f"{_FILLER}\n"
        f"def first(store):\n    return store.{name}[0]\n\n"
        f"{_FILLER.replace('helper', 'second_helper')}\n"
        f"def report(store, title):\n    print(title, len(store.{name}))\n    return title\n\n"
        f"{_FILLER.replace('helper', 'third_helper')}\n"
        f"def drop(store, key):\n    if key in store.{name}:\n        store.{name}.remove(key)\n    return key\n"
    )


NAMES = ("items", "entries", "records", "members", "rows", "parts", "units", "nodes", "cells", "links", "marks")


def renames(repository: GitRepository, count: int, *, licence: str | None = LICENCE) -> None:
    """`count` commits, each of which renames the field everywhere."""
    files = {"store.py": store(NAMES[0])}
    if licence is not None:
        files["LICENSE"] = licence
    repository.commit(files, "Begin")
    for name in NAMES[1 : count + 1]:
        repository.commit({"store.py": store(name)}, f"Call them {name}")
