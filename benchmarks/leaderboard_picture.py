"""The README's picture: a built site's front page.

python -m benchmarks.leaderboard_picture demo/site docs/images/leaderboard.png
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.leaderboard.browsing import chromium

WIDTH, HEIGHT = 1360, 1020


def main(site: str, target: str) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto((Path(site).resolve() / "index.html").as_uri())
        page.wait_for_selector(".board tbody tr")
        page.wait_for_timeout(300)
        page.screenshot(path=target)


if __name__ == "__main__":
    main(*sys.argv[1:])
