"""What the makers of a system say about it and nobody can check: shown, and marked as self-stated.

It travels in the submission's note and lies in a run's folder as `about.json`. Keepers may write one for their own
runs by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import CodeEditError, SubmissionError, told
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.tasks.storage import from_row
from codeedit_bench.terminal import printable

ABOUT = "about.json"
MOST = 200
"""Characters of a text."""
_ADDRESS = re.compile(r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{1,5})?(?:/[A-Za-z0-9._~+%/:@=&?,-]*)?")


@dataclass(frozen=True, slots=True)
class About:
    """An empty text is not stated."""

    organisation: str = ""
    submitter: str = ""
    model_card: str = ""
    """An https address."""
    paper: str = ""
    """An https address."""


def check_about(about: About) -> None:
    """`SubmissionError` names the first field that cannot be shown."""
    for name in ("organisation", "submitter", "model_card", "paper"):
        text = getattr(about, name)
        shown = name.replace("_", " ")
        if len(text) > MOST:
            raise SubmissionError(f"The {shown} has {len(text):,} characters; {MOST} are allowed. Shorten it.")
        if printable(text, keep="") != text or text != " ".join(text.split()):
            raise SubmissionError(f"The {shown} {text!a} holds invisible characters or blanks. Take them out.")
    for name in ("model_card", "paper"):
        text = getattr(about, name)
        if text and not is_address(text):
            raise SubmissionError(f"The {name.replace('_', ' ')} {text!a} is not a plain https address.")


def is_address(text: str) -> bool:
    """Whether `text` is an https address of a plain form: no user, no fragment, no blank."""
    return len(text) <= MOST and bool(_ADDRESS.fullmatch(text))


def read_about(run: Path) -> About:
    """What lies in the run's folder; `SubmissionError` where it cannot be shown."""
    file = run / ABOUT
    if not file.is_file():
        return About()
    try:
        row: Any = parse_json(read_text(file))
        about = from_row(About, row) if isinstance(row, dict) else None
    except (ValueError, RecursionError, CodeEditError, TypeError, AttributeError) as error:
        raise SubmissionError(f"{file} cannot be read: {told(error)}.") from error
    if about is None:
        raise SubmissionError(f"{file} is not a JSON object.")
    check_about(about)
    return about
