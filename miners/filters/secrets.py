"""Tasks that hold what looks like a key or a password, by detect-secrets' patterns.

The region, the answer and the history are searched with all of them. The rest of the file is searched where a
literal mark of a well-known kind of key stands in it. All patterns on every file would cost more than mining it.
Patterns that mostly hit harmless code (public addresses, high entropy, words like `password`) are left out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter
from miners.targets.draft import Draft

_MODULES = (
    *(
        "aws",
        "azure_storage_key",
        "basic_auth",
        "cloudant",
        "discord",
        "github_token",
        "gitlab_token",
        "ibm_cloud_iam",
    ),
    *("ibm_cos_hmac", "jwt", "mailchimp", "npm", "openai", "private_key", "pypi_token", "sendgrid", "slack"),
    *("softlayer", "square_oauth", "stripe", "telegram_token", "twilio"),
)
_MARKS = (
    *("AKIA", "ASIA", "AccountKey=", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "glpat-", "eyJ", "_authToken"),
    *("T3BlbkFJ", "PRIVATE KEY", "pypi-Ag", "SG.", "xoxa-", "xoxb-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"),
    *("hooks.slack.com", "sq0csp-", "k_live_"),
)


_LONG = re.compile(r"[\w+/=-]{20,}")
_DIGIT = re.compile(r"\d")
_ASSIGNED = r"(?:(?<=\W)|(?<=^))"
"""How the patterns begin that look for a name, a sign of assignment and a value."""
_VALUE = re.compile(r"\((\[[^]]+\]\{\d+\})")


class SecretPattern(NamedTuple):
    whole: re.Pattern[str]
    value: re.Pattern[str] | None
    """What an assigned value looks like, always a long run. It is cheap to look for, and the whole is not."""


@cache
def patterns() -> tuple[SecretPattern, ...]:
    import importlib

    from detect_secrets.plugins.base import RegexBasedDetector

    found: list[re.Pattern[str]] = []
    for name in _MODULES:
        module = importlib.import_module(f"detect_secrets.plugins.{name}")
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, RegexBasedDetector)
                and value is not RegexBasedDetector
            ):
                found.extend(value().denylist)
    return tuple(SecretPattern(pattern, _value(pattern)) for pattern in found)


def _value(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    if not pattern.pattern.startswith(_ASSIGNED):
        return None
    stated = _VALUE.findall(pattern.pattern)
    return re.compile(stated[-1], pattern.flags) if stated else None


def has_secret(text: str) -> bool:
    runs = _LONG.findall(text)
    return any(
        pattern.whole.search(text)
        for pattern in patterns()
        if pattern.value is None or any(map(pattern.value.search, runs))
    )


def may_hold_secret(text: str) -> bool:
    """A cheap test that every kind of key passes: a long run of letters with a digit, or a URL with a user."""
    if "://" in text or "PRIVATE KEY" in text:
        return True
    return any(_DIGIT.search(run) for run in _LONG.findall(text))


def check(draft: Draft, _config: MinerConfig) -> Verdict:
    shown = draft.shown
    if may_hold_secret(shown) and has_secret(shown):
        return DROP
    text = draft.task.file_text
    return DROP if any(mark in text for mark in _MARKS) and has_secret(text) else KEEP


FILTER = Filter("task", check)
