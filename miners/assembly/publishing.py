"""Publish a data set: check it against its manifest and its licences, write its card, and push it to a hub."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import ContentHashError, DatasetError, UsageError
from codeedit_bench.files import write_text
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.storage import ContentHash, to_row
from miners.assembly.card import Tally, card
from miners.assembly.rejects import REJECTS
from miners.licences.policy import PERMISSIVE

_NAME = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+\Z")

CARD = "README.md"


@dataclass(frozen=True, slots=True)
class Published:
    """A data set that may be published, and its card."""

    n_tasks: int
    card: Path
    pushed_to: str
    """The repository on the hub; empty where nothing was pushed."""


def publish(dataset: Dataset, *, push_to: str = "", private: bool = False, any_licence: bool = False) -> Published:
    """Check `dataset`, write its card, and push it to the hub's repository `push_to` where that is given."""
    if private and not push_to:
        raise UsageError("A repository that is private needs a name to push to, such as OWNER/NAME.")
    if push_to and not _NAME.match(push_to):
        raise UsageError(f"{push_to!r} is not the name of a hub repository. Write OWNER/NAME.")
    tally = check_publishable(dataset, any_licence=any_licence)
    place = dataset.path / CARD
    write_text(place, card(dataset.name, tally, dataset.manifest))
    if push_to:
        push(dataset, push_to, private=private)
    return Published(tally.licences.total(), place, push_to)


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
            allow_patterns=["data/*.parquet", CARD, "manifest.json", REJECTS],
            commit_message=f"Content hash {dataset.content_hash}",
        )
    except (HfHubHTTPError, HFValidationError, LocalTokenNotFoundError, OSError) as error:
        said = " ".join(str(error).split())[:300]
        raise DatasetError(f"{dataset.path} could not be pushed to {name}: {said}") from error
