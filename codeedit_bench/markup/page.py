"""What every page begins with: its kind, its letters, what it may load, its title."""

from __future__ import annotations

import html
from collections.abc import Sequence

_NOTHING_LOADED = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = ":root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }"


def head(title: str, *, policy: str, more: Sequence[str] = ()) -> str:
    """Up to the body. `policy` is the page's Content-Security-Policy; `more` is markup, a line each."""
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="generator" content="codeedit-bench">',
        f"<title>{html.escape(title)}</title>",
        *more,
        "</head>",
    ]
    return "".join(f"{line}\n" for line in lines)


def lone_page(title: str, body: str, *, style: str) -> str:
    """A whole page that loads nothing and runs nothing. `body` is markup, `style` a sheet."""
    top = head(title, policy=_NOTHING_LOADED, more=[f"<style>{_STYLE}{style}</style>"])
    return f"{top}<body>\n{body}</body>\n</html>\n"
