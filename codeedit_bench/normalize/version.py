"""What decides a key apart from the texts, and the parse errors reported beside it."""

from __future__ import annotations

import functools

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize.keys import MAX_BYTES
from codeedit_bench.normalize.levels import LEVELS_VERSION
from codeedit_bench.normalize.parsing import error_nodes, grammar_versions


@functools.cache
def scorer_version() -> str:
    """The levels' version and the grammars': scores under different versions are not compared."""
    grammars = ",".join(
        f"{name.removeprefix('tree-sitter-')}={version}" for name, version in grammar_versions().items()
    )
    return f"levels={LEVELS_VERSION};{grammars}"


def count_parse_errors(text: str, language: str) -> int:
    """ERROR and MISSING nodes of the whole file `text`; 0 for a text too long to parse."""
    source = text.encode("utf-8", "surrogatepass")
    return error_nodes(source, LANGUAGES.load(language)) if len(source) <= MAX_BYTES else 0
