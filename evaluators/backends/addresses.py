"""Addresses of servers: which may stand in a manifest, and which are this machine's or this network's own."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from codeedit_bench.errors import UsageError

if TYPE_CHECKING:
    import httpx

_LOCAL_ENDINGS = (".local", ".localhost", ".lan", ".internal", ".home", ".home.arpa", ".corp", ".intranet")


def check_url(url: str) -> None:
    """Refuse what is not an address, and what holds secrets, which would end up in manifests."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        raise UsageError("The base_url is not an http or https address. Write it as https://HOST/v1.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise UsageError(
            "The base_url must hold no user, password or query. Keys belong in an environment variable, "
            "a query in --option query.NAME=VALUE."
        )


def is_private(url: str) -> bool:
    """Whether an address is of this machine or of a private network, where anybody may put another model
    behind it."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    if ("." not in host and ":" not in host) or host.endswith(_LOCAL_ENDINGS):
        return True
    return any(not address.is_global for address in _addresses(host))


def _addresses(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """What a host's name stands for here, such as 10.0.0.7 for a name of a company's own; none if nobody knows."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    except (OSError, UnicodeError, ValueError):
        return []


def model_digest_of(client: httpx.Client, base_url: str, model: str) -> str:
    """The digest of the weights that a server states for a model; empty where it states none.

    Ollama does, at `/api/tags`. Other servers list a name and the time of their start, which tell nothing
    about weights.
    """
    import httpx

    root = base_url.removesuffix("/v1")
    for address in (f"{base_url}/models", f"{root}/api/tags"):
        try:
            rows: Any = client.get(address, timeout=5.0).json()
        except (httpx.HTTPError, ValueError):
            continue
        listed = (rows.get("data") or rows.get("models") or ()) if isinstance(rows, dict) else ()
        for row in listed if isinstance(listed, list) else ():
            if isinstance(row, dict) and _names(row) & {model, f"{model}:latest"} and row.get("digest"):
                return str(row["digest"])
    return ""


def _names(row: dict[str, Any]) -> set[str]:
    return {str(row[key]) for key in ("id", "name", "model") if key in row}
