"""`codeedit publish DATASET`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import ContentHashError, DatasetError
from codeedit_bench.files import write_text
from codeedit_bench.tasks.dataset import Dataset, open_dataset
from codeedit_bench.tasks.storage import ContentHash, to_row
from miners.assembly.card import Tally, card
from miners.licences.policy import PERMISSIVE


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("publish", "Check a data set, write its card, and push it to a hub if asked.")
    parser.add_argument("dataset", type=Path, help="folder that `codeedit mine` wrote")
    parser.add_argument("--push", default="", metavar="OWNER/NAME", help="data set repository on the hub")
    parser.add_argument("--private", action="store_true", help="make a new hub repository private")
    parser.add_argument("--any-licence", action="store_true", help="publish tasks without a permissive licence")
    options = parser.read(arguments)
    dataset = open_dataset(options.dataset)
    tally = check_publishable(dataset, any_licence=options.any_licence)
    write_text(dataset.path / "README.md", card(dataset.name, tally, dataset.manifest))
    sys.stdout.write(
        f"{tally.licences.total():,} tasks may be published; their card is {dataset.path / 'README.md'}\n"
    )
    if options.push:
        push(dataset, options.push, private=options.private)
        sys.stdout.write(f"pushed to {options.push}\n")
    return 0


def check_publishable(dataset: Dataset, *, any_licence: bool = False) -> Tally:
    """Count the tasks. Raise where they are not what the manifest says, or where their licences forbid it."""
    if "repositories" not in dataset.manifest:
        raise DatasetError(
            f"{dataset.path} was not mined: its manifest names no repositories, which a card must state. "
            "Make one with `codeedit mine`; an imported set is published where it comes from."
        )
    content, tally = ContentHash(), Tally()
    for task in dataset.tasks():
        content.add(to_row(task))
        tally.add(
            task.language,
            task.split,
            task.tier,
            difficulty=task.signals.difficulty,
            licence=task.provenance.licence,
        )
    if not tally.places:
        raise DatasetError(f"{dataset.path} holds no tasks; there is nothing to publish.")
    found = content.hexdigest()
    if found != dataset.content_hash:
        raise ContentHashError(
            f"{dataset.path} has content hash {found[:12]}…, its manifest says {dataset.content_hash[:12]}…. "
            "Somebody changed it: mine it again."
        )
    strict = sorted(name for name in tally.licences if name not in PERMISSIVE)
    if strict and not any_licence:
        raise DatasetError(
            f"{tally.licences[strict[0]]:,} tasks of {dataset.path} are under {strict[0]!r}, "
            "which is not permissive. Mine without --any-licence, or publish with it if you may."
        )
    return tally


def push(dataset: Dataset, name: str, *, private: bool) -> None:
    """Upload the folder's Parquet files, card and manifest. The token is the one that `hf auth login` stored."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalTokenNotFoundError

    hub = HfApi()
    try:
        hub.create_repo(name, repo_type="dataset", private=private, exist_ok=True)
        hub.upload_folder(
            repo_id=name,
            repo_type="dataset",
            folder_path=dataset.path,
            allow_patterns=["data/*.parquet", "README.md", "manifest.json", "rejects.parquet"],
            commit_message=f"Content hash {dataset.content_hash}",
        )
    except (HfHubHTTPError, HFValidationError, LocalTokenNotFoundError, OSError) as error:
        said = " ".join(str(error).split())[:300]
        raise DatasetError(f"{dataset.path} could not be pushed to {name}: {said}") from error
