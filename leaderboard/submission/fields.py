"""The fields of a submission's records, each checked for its type, its range and its length."""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from codeedit_bench.errors import DatasetError, SubmissionError, told
from codeedit_bench.tasks.storage import from_row

R = TypeVar("R")

SHORT, LONG = 200, 200_000
_LONG_FIELDS = {"completion", "text", "error"}
_YEARS = range(1990, 2200)
_LEAST, _MOST = 1e-9, 1e12
"""Bounds of a number other than 0: beyond them it is no measurement."""
_COUNTS = {"prompt_tokens", "completion_tokens", "parameters", "n_tasks", "cache_hits"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Python reads more forms of a date than a page does, such as 20260331 and 2026-W14-2."""
_CHOICES = {"finish_reason": ("stop", "length", "refusal", "content_filter", "error")}


def checked_record(record: type[R], row: Any, where: str) -> R:
    """`row` as a `record`; `SubmissionError` says which field of `where` is wrong and how."""
    if not isinstance(row, dict):
        raise SubmissionError(f"{where} is not a JSON object.")
    hints = typing.get_type_hints(record)
    for name, value in row.items():
        if name in hints:
            problem = _problem(name, hints[name], value)
            if problem:
                raise SubmissionError(f"{where}: field {name!r} {problem}.")
    try:
        return from_row(record, row)
    except DatasetError as error:
        raise SubmissionError(f"{where}: {told(error)}.") from error


def _problem(name: str, hint: Any, value: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        found = [_problem(name, inner, value) for inner in arguments if inner is not type(None)]
        return "" if (value is None and type(None) in arguments) or "" in found else found[0]
    if origin is tuple:
        if not isinstance(value, list) or len(value) > SHORT:
            return f"is not a list of at most {SHORT}"
        return next((problem for item in value if (problem := _problem(name, arguments[0], item))), "")
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict) or len(value) > SHORT:
            return f"is not an object of at most {SHORT} entries"
        return next(
            (
                problem
                for key, item in value.items()
                for problem in (_problem("", str, key), _problem("", arguments[1], item))
                if problem
            ),
            "",
        )
    return _scalar_problem(name, hint, value)


def _scalar_problem(name: str, hint: Any, value: Any) -> str:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value) if abs(value) < 1e18 else math.inf
    if type(value) is not hint:
        return f"is {type(value).__name__}, not {getattr(hint, '__name__', hint)}"
    if isinstance(value, float) and not (value == 0 or _LEAST <= value <= _MOST):
        return f"is not 0 or a number from {_LEAST:g} to {_MOST:g}"
    least = 0 if name in _COUNTS else -1
    if isinstance(value, int) and not isinstance(value, bool) and not least <= value < 10**15:
        return "is out of range"
    return _text_problem(name, value) if isinstance(value, str) else ""


def _text_problem(name: str, value: str) -> str:
    limit = LONG if name in _LONG_FIELDS else SHORT
    if len(value) > limit:
        return f"has {len(value):,} characters; {limit:,} are allowed"
    if name == "created" and not _is_time(value):
        return f"is not an ISO date: {value[:40]!a}"
    if name == "training_cutoff" and value and not (_DAY.fullmatch(value) and _is_time(value)):
        return f"is not a day such as 2026-03-31: {value[:40]!a}"
    if name in _CHOICES and value not in _CHOICES[name]:
        return f"is {value[:40]!a}; expected {', '.join(_CHOICES[name])}"
    return ""


def _is_time(value: str) -> bool:
    """Whether it begins with a day such as 2026-03-31, of a year that makes sense."""
    try:
        return bool(_DAY.match(value)) and datetime.fromisoformat(value).year in _YEARS
    except ValueError:
        return False
