"""Fixed wording that models were trained on, verbatim, one file each.

`instinct_system.txt` is from continuedev/instinct, `nep_system.txt` and `nep_user.txt` from
lurf21/NextEditPrediction; both are under the Apache License 2.0.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def wording(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
