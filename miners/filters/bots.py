"""Commits that a program wrote."""

from __future__ import annotations

import re

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.commits.commit import Commit
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter

_BOT = re.compile(
    r"\[bot\]|\bbot\b|-bot@|\b(?:dependabot|renovate|greenkeeper|pre-commit-ci|github-actions?|snyk|pyup|imgbot"
    r"|allcontributors|semantic-release|release-please|weblate|transifex|travis-ci|mergify|codecov|deepsource)\b",
    re.IGNORECASE,
)


def check(commit: Commit, _config: MinerConfig) -> Verdict:
    return DROP if _BOT.search(commit.author_name) or _BOT.search(commit.author_email) else KEEP


FILTER = Filter("commit", check)
