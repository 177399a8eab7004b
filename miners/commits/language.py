"""Which language a file is in: by its name, and by its content where the name is shared."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.languages.shared_names import BY_CONTENT


@cache
def _extensions(chosen: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in LANGUAGES:
        language = LANGUAGES.load(name)
        if name in chosen or (not chosen and not language.held_out):
            found.update(dict.fromkeys(language.extensions, name))
    return found


def extension(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def may_be_mined(path: str, chosen: tuple[str, ...]) -> bool:
    """Whether a file of this name can be in one of the `chosen` languages; empty means all but the held-out."""
    suffix = extension(path)
    known = _extensions(chosen)
    return suffix in known or (suffix == ".h" and not {"c", "cpp"}.isdisjoint(known.values()))


def language_of(path: str, content: bytes, chosen: tuple[str, ...]) -> str:
    """The language id, or empty if it is none of the `chosen`."""
    suffix = extension(path)
    known = _extensions(chosen)
    decide = BY_CONTENT.get(suffix)
    name = decide(content) if decide else known.get(suffix, "")
    return name if name in known.values() else ""


def check_languages(names: Iterable[str]) -> tuple[str, ...]:
    """The sorted ids; `UnknownNameError` for one that is in no row."""
    chosen = sorted(set(names))
    for name in chosen:
        LANGUAGES.load(name)
    return tuple(chosen)
