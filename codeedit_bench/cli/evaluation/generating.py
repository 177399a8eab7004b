"""Options of the commands that ask a model: what to ask, how to draw answers, where to keep them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from codeedit_bench.cli.arguments import add_workers, count
from codeedit_bench.files import require_folder
from codeedit_bench.tasks.records import TIERS
from evaluators.backends.options import split_pairs


def add_generating(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--option", action="append", default=[], metavar="KEY=VALUE", help="an option of the back end")
    add("--split", default="test", help="train, validation, test or all")
    add("--tier", choices=TIERS, default="", help="the tasks of this tier alone")
    add("--limit", type=count(0), default=0, metavar="N", help="a random but fixed sample of N tasks; 0 means all")
    add("--samples", type=count(1), default=1, metavar="N", help="answers to each task")
    add("--temperature", type=float, default=0.0, metavar="T", help="0 is greedy")
    add("--max-tokens", type=count(1), default=1024, metavar="N", help="tokens of an answer")
    add(
        "--max-prompt-tokens",
        type=count(1),
        default=4096,
        metavar="N",
        help="budget of a prompt; the oldest history is cut first",
    )
    add("--seed", type=count(0), default=0, metavar="N", help="of sampling")
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument(
        "--cache", type=Path, metavar="DIR", help="folder of the generation cache; $CODEEDIT_CACHE if left out"
    )
    kept.add_argument("--no-cache", action="store_true", help="neither read nor keep generations")
    add_workers(parser, os.cpu_count() or 1, "processes that score")


def generating(options: argparse.Namespace) -> dict[str, Any]:
    """The same as keywords of `codeedit_bench.evaluate`."""
    if options.cache is not None:
        require_folder(options.cache)
    return {
        "options": split_pairs(options.option),
        "split": options.split,
        "tier": options.tier,
        "limit": options.limit,
        "samples": options.samples,
        "temperature": options.temperature,
        "max_tokens": options.max_tokens,
        "max_prompt_tokens": options.max_prompt_tokens,
        "seed": options.seed,
        "cache": options.cache or not options.no_cache,
        "workers": options.workers,
    }
