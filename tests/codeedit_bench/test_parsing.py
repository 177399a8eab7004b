"""What somebody else wrote is read, or is a `ValueError`: no depth, size or encoding is a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.errors import UsageError
from codeedit_bench.parsing import parse_json, parse_toml, read_text


def test_what_is_well_formed_is_read() -> None:
    assert parse_json(b'{"a": [1, null]}') == {"a": [1, None]}
    assert parse_toml("a = [1, 2]") == {"a": [1, 2]}


@pytest.mark.parametrize("parse", [parse_json, parse_toml])
@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "[" * 100_000, "{", "a = {a=" * 5000, '{"a":' * 100_000])
def test_what_is_not_is_a_value_error(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(text)


def test_a_file_of_another_encoding_is_a_value_error(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xe9t\xe9")
    with pytest.raises(UnicodeDecodeError):
        read_text(tmp_path / "latin")


def test_a_file_without_an_end_is_refused() -> None:
    with pytest.raises(UsageError, match="/dev/zero has more than 1 MiB"):
        read_text(Path("/dev/zero"), 1 << 20)
