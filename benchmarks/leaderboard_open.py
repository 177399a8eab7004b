"""How long a reader waits, and for how many bytes: the site served locally and opened in a headless Chromium."""

from __future__ import annotations

import gzip
import re
import statistics
import threading
from pathlib import Path
from typing import Any

from leaderboard.serving import make_server
from tests.leaderboard.browsing import chromium

REPEATS = 5
_WATCH = """
addEventListener('DOMContentLoaded', () => {
  const look = () => {
    if (document.querySelector(window.__wanted || '.board tbody tr')) window.__drawn = performance.now();
    else requestAnimationFrame(look);
  };
  look();
});
"""


class Reader:
    """A fresh browser profile: nothing is cached."""

    def __init__(self, browser: Any, base: str) -> None:
        self.base = base
        self.context = browser.new_context(viewport={"width": 1360, "height": 900})
        self.page = self.context.new_page()
        self.bytes = 0
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._session = session
        self.page.add_init_script(_WATCH)

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def open(self, address: str, wanted: str = ".board tbody tr") -> float:
        """Open a page; return seconds until `wanted` was drawn."""
        self.page.add_init_script(f"window.__wanted = {wanted!r}")
        self.page.goto(f"{self.base}/{address}")
        self.page.wait_for_selector(wanted, timeout=60_000)
        return float(self.page.evaluate("window.__drawn || performance.now()")) / 1000

    def cpu(self) -> float:
        """Seconds of CPU time that the page's main thread took so far, whatever else the machine does."""
        found = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in found if one["name"] == "TaskDuration"))

    def act(self, action: str, wanted: str) -> float:
        """Seconds from running `action` in the page until `wanted` is there."""
        before = self.page.evaluate("performance.now()")
        self.page.evaluate(action)
        self.page.wait_for_selector(wanted, timeout=60_000)
        return float(self.page.evaluate("performance.now()") - before) / 1000


def first_view(site: Path) -> int:
    """Bytes, packed as a server packs them, until the first rows can stand: the page and what it names."""
    page = (site / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', page)
    return sum(len(gzip.compress((site / name).read_bytes(), 6)) for name in ["index.html", *named])


def measure_open(site: Path) -> None:
    print(f"first view: {first_view(site) / 1000:.0f} kB packed")
    with make_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with chromium() as browser:
                _report(browser, f"http://127.0.0.1:{server.server_address[1]}")
                _report(browser, site.resolve().as_uri())
        finally:
            server.shutdown()
            thread.join()


def _report(browser: Any, base: str) -> None:
    where = base.split(":", 1)[0]
    times, sizes, work = [], [], []
    for _ in range(REPEATS):
        reader = Reader(browser, base)
        times.append(reader.open("index.html"))
        sizes.append(reader.bytes)
        work.append(reader.cpu())
        reader.context.close()
    reader = Reader(browser, base)
    reader.open("index.html")
    print(f"{where}: first load {max(sizes) / 1000:.0f} kB, usable after {statistics.median(times):.2f} s "
          f"(slowest of {REPEATS}: {max(times):.2f} s), main thread {max(work):.2f} s CPU")  # fmt: skip
    before = reader.bytes
    seconds = reader.act("location.hash = 'lang=go'", "#status:has-text('(go)')")
    print(f"{where}: first filter {seconds:.2f} s, {(reader.bytes - before) / 1000:.0f} kB more")
    seconds = reader.act(
        "location.hash = 'lang=go&since=2024-01-01'", "#status:has-text('(go, since 2024-01-01)')"
    )
    print(f"{where}: next filter {seconds:.2f} s")
    seconds = reader.act("document.querySelector('[data-sort=name]').click()", "th[aria-sort=ascending]")
    print(f"{where}: sort {seconds:.2f} s")
    for address, wanted in (("compare.html", "#verdict"), ("tasks.html", "tbody tr"), ("pictures.html", "svg")):
        fresh = Reader(browser, base)
        seconds = fresh.open(address, wanted)
        print(f"{where}: {address} {seconds:.2f} s, {fresh.bytes / 1000:.0f} kB")
        if address == "tasks.html":
            task = fresh.page.locator("tbody a").first.get_attribute("href")
            task_reader = Reader(browser, base)
            seconds = task_reader.open(task, "[data-verdict]")
            print(f"{where}: a task {seconds:.2f} s, {task_reader.bytes / 1000:.0f} kB")
            task_reader.context.close()
        fresh.context.close()
    reader.context.close()
