"""Sites of 4, 30 and 1,000 systems, and a picture of each of their pages: both schemes, on a desktop and a phone.

    python -m benchmarks.leaderboard_looks DATA REAL… --folder looks [--systems 4 30 1000]

DATA is a data set and REAL are runs on it, such as those of the demo. Every further system is a run of its own,
made by `evaluate`. It answers a task as one of the real runs did, or as the developer did, by a seeded draw. The
first thirty are asked through a server that tells tokens and takes time. Pictures of each page lie in
`looks/SYSTEMS/pictures`. Needs a Chromium.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import codeedit_bench as ceb
from codeedit_bench.tasks.records import EditTask
from tests.evaluators.backends.server import model_server
from tests.leaderboard.browsing import chromium

SERVED = 30
SIZES = (0, 500_000_000, 1_500_000_000, 7_000_000_000, 32_000_000_000, 405_000_000_000)
CUTOFFS = ("", "2023-06-30", "2024-02-29", "2025-01-31")
NAMES = (
    "Alder-Coder",
    "Birch edit",
    "模型-代码",
    "A laboratory's next-edit model with a name that does not end",
    "Linden🚀",
    "Надежда",
    "Zelkova_instruct",
    "llama",
)
DEVICES: Mapping[str, Mapping[str, Any]] = {
    "desktop": {"viewport": {"width": 1360, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
TALLEST = 3200
"""Pixels of a picture; a longer page is cut."""

Answer = Callable[[EditTask], str]


def system_name(number: int) -> str:
    return f"{NAMES[number % len(NAMES)]} {(number * 7) % 40 / 2 + 0.5:g}B v{number}"


def answers_of(real: Sequence[ceb.Run], number: int) -> Answer:
    """As the developer did, with a probability of the system's own; else as one of the real runs did."""
    answered = [{one.task_id: one.text or one.completion for one in run.predictions()} for run in real]
    skill = random.Random(number).uniform(0.0, 0.8)

    def answer(task: EditTask) -> str:
        chance = random.Random(f"{number} {task.task_id}")
        if chance.random() < skill:
            return task.reference
        return chance.choice(answered)[task.task_id]

    return answer


def make_run(folder: Path, dataset: ceb.Dataset, real: Sequence[ceb.Run], number: int, limit: int) -> Path:
    out = folder / f"run-{number:04}"
    if (out / "summary.json").is_file():
        return out
    chance, answer = random.Random(number), answers_of(real, number)
    stated: dict[str, Any] = {
        "system": system_name(number),
        "parameters": chance.choice(SIZES),
        "training_cutoff": chance.choice(CUTOFFS),
        "open_weights": chance.random() < 0.5,
        "cache": False,
        "limit": limit,
        "workers": 1,
    }
    if number >= SERVED:
        return ceb.evaluate(dataset, answer, out=out, **stated).path
    with model_server(delay=chance.uniform(0.0, 0.02)) as server:
        for task in dataset.tasks("test"):
            message = {"role": "assistant", "content": f"```\n{answer(task)}```\n"}
            usage = {"prompt_tokens": 700, "completion_tokens": chance.randrange(20, 400)}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            server.scripted.append((200, {"choices": [choice], "usage": usage}))
        price = chance.uniform(0.1, 3)
        options = {"base_url": server.url, "concurrency": 1, "price_in": price, "price_out": 4 * price}
        return ceb.evaluate(dataset, "openai", model="model", options=options, out=out, **stated).path


def photograph(site: Path, target: Path) -> None:
    """Each page of the site in both schemes on both devices."""
    target.mkdir(exist_ok=True)
    with chromium() as browser:
        for device, context in DEVICES.items():
            for scheme in ("light", "dark"):
                window = browser.new_context(color_scheme=scheme, **context)
                page = window.new_page()
                page.goto(f"{site.as_uri()}/tasks.html")
                task = page.locator("tbody a").first.get_attribute("href")
                page.goto(f"{site.as_uri()}/system.html")
                systems = page.locator("ul.systems a")
                system = systems.nth(min(5, systems.count() - 1)).get_attribute("href")
                addresses = {
                    "index": "index.html",
                    "chosen": "index.html#lang=python&since=2021-03-01&pick=copy",
                    "nothing": "index.html#ask=nothing",
                    "compare": "compare.html",
                    "tasks": "tasks.html",
                    "task": task,
                    "system": system,
                    "systems": "system.html",
                    "pictures": "pictures.html",
                }
                for name, address in addresses.items():
                    page.goto("about:blank")
                    page.goto(f"{site.as_uri()}/{address}")
                    page.wait_for_selector("main h1")
                    page.wait_for_timeout(1500)
                    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                    # A picture of the whole page would take minutes where a thousand rows stand on it.
                    page.set_viewport_size({**context["viewport"], "height": height})
                    page.screenshot(path=target / f"{name}-{device}-{scheme}.png", timeout=120_000)
                    page.set_viewport_size(context["viewport"])
                window.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("real", type=Path, nargs="+")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--systems", type=int, nargs="+", default=(4, 30, 1000))
    parser.add_argument("--limit", type=int, default=0, help="ask so many tasks, and leave the real runs out")
    parser.add_argument("--only", choices=("runs", "sites", "pictures"), default="")
    options = parser.parse_args()
    dataset, real = ceb.load(options.dataset), [ceb.load_run(path) for path in options.real]
    for count in options.systems:
        beside = [] if options.limit else [run.path for run in real]
        made = range(max(0, count - len(beside)))
        runs = beside.copy()
        if options.only in ("", "runs", "sites"):
            runs += [make_run(options.folder / "runs", dataset, real, number, options.limit) for number in made]
        site = options.folder / str(count) / "site"
        if options.only in ("", "sites"):
            ceb.build_leaderboard(runs[-count:], dataset, out=site, title=f"{count:,} systems", replace=True)
        if options.only in ("", "pictures"):
            photograph(site.resolve(), options.folder / str(count) / "pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
