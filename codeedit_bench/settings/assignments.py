"""The one grammar of `--set KEY=VALUE` and `--option KEY=VALUE`.

The value is read by the type of its key: `5`, `0.5`, `true` and `false` read as in TOML. A text stands as it is or
in quotes. A list reads as in TOML (`["em", "ed"]`) or with commas (`em,ed`). The last of several values for a key
counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from codeedit_bench.errors import SettingError
from codeedit_bench.parsing import parse_toml
from codeedit_bench.settings.setting import Setting


def split_assignments(texts: Iterable[str], flag: str = "--set") -> dict[str, str]:
    """`["a=1", "b=x=y"]` as `{"a": "1", "b": "x=y"}`. `SettingError` for a text without a key or a sign."""
    found: dict[str, str] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise SettingError(f"{flag} {text!r} cannot be read. Write it as KEY=VALUE.")
        found[key.strip()] = value.strip()
    return found


def read_text(text: str, setting: Setting) -> Any:
    """The value that `text` states for this setting, not yet checked. What cannot be read stays a text."""
    if setting.many:
        if text.startswith("["):
            return _toml(text)
        return [_scalar(item.strip(), setting.kind) for item in text.split(",") if item.strip()]
    return _scalar(text, setting.kind)


def _scalar(text: str, kind: type) -> Any:
    if kind is str:
        return _toml(text) if text[:1] in ('"', "'", "[") else text
    if kind is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    return text if "#" in text else _toml(text)  # TOML would take what follows for a comment


def _toml(text: str) -> Any:
    if "\n" in text:
        return text  # a second line would be a second key
    try:
        return parse_toml(f"value = {text}")["value"]
    except ValueError:
        return text
