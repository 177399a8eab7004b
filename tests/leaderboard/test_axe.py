"""axe-core finds nothing, at any level, on any page: both schemes, on a phone and on a desktop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.leaderboard.test_pages import Visit, a_task

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(visit: Visit, site: Path, scheme: str, device: dict[str, Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visitor = visit(color_scheme=scheme, **device)
    addresses = (
        "index.html",
        "index.html#lang=go&since=2022-09-01&pick=copy",
        "index.html#ask=nothing",
        "compare.html",
        "compare.html#ask=nothing&lang=rust",
        "tasks.html",
        "pictures.html",
        "system.html",
        "system.html#id=middle-7b",
        "system.html#id=copy&lang=go",
        "task.html",
        f"task.html#id={a_task(site, lambda page: len(page['answers']) == 4)}",
    )
    for address in addresses:
        page = visitor.open(address)
        if device and address.startswith("index.html"):
            page.click("details.filters > summary")
        page.wait_for_timeout(100)
        found = axe.run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
