"""Addresses that the pages name. Only https addresses of a plain form become links; the rest stays text."""

from __future__ import annotations

import re

from codeedit_bench.errors import UsageError

_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~+-]+)+/?")
_SITE = re.compile(r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_COMMIT_PATHS = {"gitlab.com": "/-/commit/", "bitbucket.org": "/commits/"}


def repository_link(repository: str) -> str:
    """The address of the repository's page, or the empty string where it is not a plain https address."""
    return repository.removesuffix(".git").rstrip("/") if _HTTPS.fullmatch(repository) else ""


def commit_link(repository: str, commit: str) -> str:
    """The address of the commit's page, or the empty string."""
    page = repository_link(repository)
    if not page or not _COMMIT.fullmatch(commit):
        return ""
    host = page.removeprefix("https://").split("/", 1)[0]
    return f"{page}{_COMMIT_PATHS.get(host, '/commit/')}{commit}"


def site_address(address: str) -> str:
    """The address of the site's folder, ending in `/`; empty where none is given. `UsageError` for any other."""
    if not address:
        return ""
    if not _SITE.fullmatch(address):
        raise UsageError(f"{address!a} is not a plain https address. Give it as https://HOST/FOLDER/.")
    return address if address.endswith("/") else f"{address}/"
