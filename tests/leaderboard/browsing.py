"""A headless Chromium for the tests: the system's, or the one that Playwright installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NO_CHROMIUM = "there is no Chromium: apt-get install chromium, or python -m playwright install chromium"


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser; skips the test, saying why, where there is none."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
    )
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_api.sync_playwright() as playwright:
        executable = found or playwright.chromium.executable_path
        if not Path(executable).exists():
            pytest.skip(NO_CHROMIUM)
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One reader's window. Everything that the page logs as an error is kept, and `dialogs` stays empty unless a
    script that came from data ran."""

    def __init__(self, browser: Any, site: Path, **context: Any) -> None:
        self.site = site
        self.context = browser.new_context(**{"viewport": {"width": 1360, "height": 900}, **context})
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.set_default_timeout(30_000)

    def open(self, address: str) -> Any:
        """Open a page of the site from disk and wait until it has drawn itself."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.site.as_uri()}/{address}")
        self.page.wait_for_selector("main h1")
        return self.page

    def names(self) -> list[str]:
        """The systems in the order in which the table shows them."""
        names: list[str] = self.page.locator(".board tbody .name a").all_inner_texts()
        return names
