"""Links from provenance. Only https addresses of a plain form become links; the rest stays text."""

from __future__ import annotations

import re

_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~+-]+)+/?")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_COMMIT_PATHS = {"gitlab.com": "/-/commit/", "bitbucket.org": "/commits/"}


def repository_link(repository: str) -> str:
    """The address of the repository's page, or the empty string where it is no plain https address."""
    return repository.removesuffix(".git").rstrip("/") if _HTTPS.fullmatch(repository) else ""


def commit_link(repository: str, commit: str) -> str:
    """The address of the commit's page, or the empty string."""
    page = repository_link(repository)
    if not page or not _COMMIT.fullmatch(commit):
        return ""
    host = page.removeprefix("https://").split("/", 1)[0]
    return f"{page}{_COMMIT_PATHS.get(host, '/commit/')}{commit}"
