"""The data set card: what is in it, where it comes from, how it was made, what it cannot tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from codeedit_bench.tasks.dataset import SPLITS


@dataclass(slots=True)
class Tally:
    """What a card counts."""

    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By language and split."""
    difficulties: Counter[str] = field(default_factory=Counter)
    tiers: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By tier and split."""
    licences: Counter[str] = field(default_factory=Counter)

    def add(self, language: str, split: str, tier: str, *, difficulty: str, licence: str, count: int = 1) -> None:
        """Count so many tasks of one kind."""
        self.tiers[tier, split] += count
        self.places[language, split] += count
        self.difficulties[difficulty] += count
        self.licences[licence or "none stated"] += count


def card(name: str, tally: Tally, manifest: Mapping[str, Any]) -> str:
    """README.md with the front matter that `datasets` and model hubs read."""
    present = [split for split in SPLITS if any(place[1] == split for place in tally.places)]
    files = "\n".join(f"      - split: {split}\n        path: data/{split}.parquet" for split in present)
    front = (
        "---\n"
        f"pretty_name: {json.dumps(name)}\n"
        "license: other\n"
        "license_name: several-permissive\n"
        "task_categories:\n  - text-generation\n"
        "tags:\n  - code\n  - code-editing\n  - next-edit\n"
        f"configs:\n  - config_name: default\n    data_files:\n{files}\n"
        "---\n\n"
    )
    by_language = {
        language: [tally.places[language, split] for split in SPLITS]
        for language in sorted({language for language, _ in tally.places})
    }
    rows = [[language, *map(str, counts), str(sum(counts))] for language, counts in by_language.items()]
    repositories = [
        [
            row["url"] or row["name"],
            row["commit"],
            row["state"],
            row.get("licence_found", ""),
            str(row["n_tasks"]),
            f"{row.get('seconds', 0):.0f}",
            most_dropped(row),
        ]
        for row in manifest["repositories"]
    ]
    parts = [
        front + f"# {name}\n",
        "History-aware edit tasks from public git histories: the recent edits, the file as it stands, a region;"
        " what does the developer write next? Made by `codeedit mine`.\n",
        *_origins(manifest),
        f"Content hash: `{manifest['content_hash']}`\n",
        "## Counts\n\n" + _table(["language", *SPLITS, "all"], rows),
        _table(
            ["tier", *SPLITS, "all"],
            [
                [tier, *(str(count) for count in counts), str(sum(counts))]
                for tier in sorted({tier for tier, _ in tally.tiers})
                for counts in [[tally.tiers[tier, split] for split in SPLITS]]
            ],
        ),
        "Tier `core`: the history foretells the answer by the strict rule; `hard`: by a looser one.\n",
        "Difficulty: "
        + ", ".join(f"{key} {count}" for key, count in sorted(tally.difficulties.items()))
        + ". T0: verbatim in the history; T1: another substitution of the history; D: deletion; P: parallel to an"
        " earlier edit; R: the rest; none: a region that the developer left alone.\n",
        "## Splits\n\n" + _splits(manifest),
        "## Sources\n\n"
        + _table(
            ["repository", "commit", "state", "licence there", "tasks", "seconds", "dropped most"], repositories
        ),
        *(
            f"{', '.join(names)} share their history: commits that several hold were mined once, in the first by"
            " name, and the splits take all of them for one repository.\n"
            for names in manifest.get("clusters", ())
        ),
        "## Licences\n\nThe licence that each commit's tree states; every record names the file's blob.\n\n"
        + _table(["licence", "tasks"], [[key, str(count)] for key, count in sorted(tally.licences.items())]),
        "## Filters\n\nDropped, by reason (`rejects.parquet` holds each one):\n\n"
        + _table(["reason", "dropped"], [[key, str(count)] for key, count in manifest["rejects"].items()]),
        _METHOD,
    ]
    return "\n".join(parts)


def _origins(manifest: Mapping[str, Any]) -> list[str]:
    """A sentence on each data set that this one was made from."""
    found = []
    if part := manifest.get("picked_from"):
        found.append(
            f"A part of {part['name']}, picked from its split {part['split']} by `codeedit pick`. "
            f"Content hash of the whole: `{part['content_hash']}`\n"
        )
    if release := manifest.get("base"):
        found.append(
            f"It grew from the release {release['name']}, whose tasks are in it unchanged. "
            f"Content hash of the release: `{release['content_hash']}`\n"
        )
    return found


def most_dropped(repository: Mapping[str, Any]) -> str:
    """The three reasons for which most of a repository was dropped, each with its count, from its manifest row."""
    counts = sorted(repository.get("rejects", {}).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{reason} {count:,}" for reason, count in counts[:3])


def _splits(manifest: Mapping[str, Any]) -> str:
    config = manifest["config"]
    if config["split_by"] == "date":
        slices = ", ".join(text.replace(":", " from ") for text in config["test_slices"])
        how = (
            f"Tasks from {config['validation_from']} on validate, older ones train. The test split has slices, "
            f"{slices}; each is a tag of its tasks, such as `slice:{config['test_slices'][0].partition(':')[0]}`."
        )
    else:
        how = (
            f"In each repository the newest tasks test ({config['test_share']:.0%}), those before them validate "
            f"({config['validation_share']:.0%}); `cut_offs` in `manifest.json` gives the dates."
        )
    out = ", ".join(manifest["held_out_repositories"]) or "none"
    most = config["test_tasks_per_commit"]
    lines = [f"{how} Whole in the test split: {out}. One commit gives the test split at most {most}."]
    lines += [f"Warning: {warning}." for warning in manifest["warnings"]]
    return "\n\n".join(lines) + "\n"


_METHOD = """## Method

An edit is a hunk between a commit and its parent, without context, joined across at most one unchanged line. Edits
of a commit are put in order: files that introduce a name before files that use it, then by path, from top to
bottom. Each edit after the first can be a target: its history is up to 24 edits before it, and the file shows what
they left. The reference is the region after the target; later edits of the commit in it may be made as well. A
task without an edit asks for a region in which the commit changes nothing more.

## Limits

- The order of edits within a commit is a reconstruction; `n_edits` and `edit_index` declare it. Where people have
  marked which of two edits comes first, it agrees with them more often than not, and not always.
- Commits are not keystrokes. What was typed, undone and typed again before the commit is not in it.
- For some tasks an answer that is not accepted would do as well; the filters aim at few of them, not none.
- Kinds, scopes and difficulty are heuristic labels.
- Public history may be in a model's training data; `cut_offs` in `manifest.json` gives dates to compare.

## Opt out

An author who wants a repository left out: say so where this data set is published, naming the repository. It is
removed from the list of sources, and the next build does not hold it.
"""


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"
