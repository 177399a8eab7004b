"""Arguments that several commands take, said the same way in each, and the types of values."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from codeedit_bench.errors import UsageError

_DATASET_HELP = "the data set: a folder that `codeedit mine` or `codeedit import` wrote"
_SUFFIXES = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_PARAMETERS = re.compile(r"(\d+(?:[._]\d+)*)\s*([KMBT]?)", re.IGNORECASE)
_MOST = 10**15


def add_dataset(parser: argparse.ArgumentParser) -> None:
    """`--dataset DATASET`. The data set as the first argument works too, and the help does not speak of it."""
    parser.add_argument("place", nargs="?", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--dataset", type=Path, metavar="DATASET", help=_DATASET_HELP)


def dataset_of(options: argparse.Namespace) -> Path:
    """The data set of a command that called `add_dataset`; `UsageError` for none, or for two."""
    given: list[Path] = [path for path in (options.dataset, options.place) if path is not None]
    if not given:
        raise UsageError("The data set is missing. Name its folder with --dataset.")
    if len(set(given)) > 1:
        raise UsageError(f"Two data sets are named, {given[0]} and {given[1]}. Name one.")
    return given[0]


def add_dataset_option(parser: argparse.ArgumentParser) -> None:
    """`--dataset DATASET` of a command whose other arguments are not data sets."""
    parser.add_argument("--dataset", type=Path, required=True, metavar="DATASET", help=_DATASET_HELP)


def add_workers(parser: argparse.ArgumentParser, default: int, help_text: str) -> None:
    parser.add_argument("--workers", type=count(1), default=default, metavar="N", help=help_text)


def add_settings(parser: argparse._ActionsContainer, help_text: str) -> None:
    """`--set KEY=VALUE`, as often as needed; `split_assignments` reads what comes."""
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings", help=help_text)


def count(least: int, most: int = _MOST) -> Callable[[str], int]:
    """The type of a whole number of at least `least`."""

    def whole_number(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}") from None
        if number < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}, not {number}")
        if number > most:
            raise argparse.ArgumentTypeError(f"must be at most {most}, not {number}")
        return number

    return whole_number


def share(least: float = 0.0, most: float = 1.0) -> Callable[[str], float]:
    """The type of a number from `least` to `most`."""

    def number_between(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a number, not {text!r}") from None
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"must be a number from {least:g} to {most:g}, not {text}")
        return number

    return number_between


def parameter_count(text: str) -> int:
    """The number of a model's parameters: `7B` is 7,000,000,000, `135M` is 135,000,000.

    >>> parameter_count("1.5B"), parameter_count("135m"), parameter_count("7_000")
    (1500000000, 135000000, 7000)
    """
    found = _PARAMETERS.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"must be a number such as 7B, 1.5B or 135M, not {text!r}")
    digits, unit = found.group(1).replace("_", ""), found.group(2).upper()
    try:
        return round(float(digits) * _SUFFIXES[unit])
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number such as 7B, 1.5B or 135M, not {text!r}") from None
