"""Train, validation and test: whole repositories first, then by time within the others, or by dates for all.

A model that was trained before a repository's cut-off date cannot have seen its later commits; the dates are
recorded. A commit never lies in two splits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from codeedit_bench.draws import seeded
from codeedit_bench.languages import LANGUAGES
from miners.assembly.catalogue import Catalogue
from miners.config import MinerConfig
from miners.slices import first_second, slices_of

_ENOUGH_REPOSITORIES = 10


class Bounds(NamedTuple):
    """The first commits of a repository that validate and that test, each as its time and id."""

    validation: tuple[int, str]
    test: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Division:
    """What is to be told of the splits."""

    cut_offs: dict[str, dict[str, str]]
    """By repository: from when on its tasks validate and test."""
    held_out: list[str]
    """Repositories that are in the test split whole."""


def split_tasks(
    catalogue: Catalogue, config: MinerConfig, held_out: Collection[str], cluster: Mapping[str, str]
) -> Division:
    """Fill `places`. Repositories of one `cluster` (its name by repository) are split as one."""
    asked = {cluster.get(name, name) for name in (*held_out, *config.held_out_repositories)}
    languages = _languages_of_clusters(catalogue)
    out = _held_out(languages, config, asked)
    _place_held_out(catalogue, out)
    bounds = _bounds_by_date(config, languages) if config.split_by == "date" else _bounds(catalogue, config)
    _place_by_time(catalogue, bounds)
    if config.split_by == "date":
        _tag_slices(catalogue, config)
    repositories = list(catalogue.rows("SELECT DISTINCT repository, cluster FROM remaining ORDER BY repository"))
    cut_offs = {
        name: {"validation_from": _date(bounds[own].validation[0]), "test_from": _date(bounds[own].test[0])}
        for name, own in repositories
        if own in bounds and own not in out
    }
    return Division(cut_offs, [name for name, own in repositories if own in out])


def _place_held_out(catalogue: Catalogue, out: Collection[str]) -> None:
    """Whole repositories, and languages that are for the test split alone."""
    catalogue.run("CREATE TABLE held_out (cluster VARCHAR)")
    catalogue.add("held_out", {"cluster": sorted(out)})
    strange = [name for name in LANGUAGES if LANGUAGES.load(name).held_out]
    catalogue.run(
        "INSERT INTO places SELECT number, 'test', ['held_out_repository'] FROM remaining SEMI JOIN held_out "
        "USING (cluster)"
    )
    catalogue.run(
        "INSERT INTO places SELECT number, 'test', ['held_out_language'] FROM remaining ANTI JOIN held_out "
        "USING (cluster) WHERE language IN (SELECT unnest($strange))",
        {"strange": strange},
    )
    catalogue.run("DROP TABLE held_out")


def weaknesses(catalogue: Catalogue, division: Division) -> list[str]:
    """What makes the test split, as it came out, weaker than it looks."""
    found = []
    number = next(int(row[0]) for row in catalogue.rows("SELECT count(DISTINCT cluster) FROM remaining"))
    if number >= _ENOUGH_REPOSITORIES and not division.held_out:
        found.append(
            f"none of {number} repositories is held out, so that no test task comes from a repository "
            "that no training task comes from; name some in held_out_repositories"
        )
    query = (
        "SELECT repository, count(*) FROM tasks JOIN places USING (number) WHERE split = 'test' "
        "GROUP BY repository ORDER BY count(*) DESC, repository"
    )
    counts = dict(catalogue.rows(query))
    if number >= _ENOUGH_REPOSITORIES and counts:
        name, count = next(iter(counts.items()))
        if count > sum(counts.values()) / 2:
            share = count / sum(counts.values())
            found.append(f"{name} holds {share:.0%} of the test split; set test_repository_tasks to bound it")
    return found


def _languages_of_clusters(catalogue: Catalogue) -> dict[str, Counter[str]]:
    """How many tasks each cluster has in each language."""
    query = (
        "SELECT cluster, language, count(*) FROM remaining GROUP BY cluster, language "
        "ORDER BY cluster, count(*) DESC, language"
    )
    found: dict[str, Counter[str]] = {}
    for cluster, language, count in catalogue.rows(query):
        found.setdefault(cluster, Counter())[language] = count
    return found


def _held_out(languages: Mapping[str, Counter[str]], config: MinerConfig, asked: set[str]) -> set[str]:
    """Those asked for; with ten or more and none asked for, a share by hash that costs no language its last."""
    chosen = asked & languages.keys()
    if len(languages) < _ENOUGH_REPOSITORIES or asked:
        return chosen
    main = {name: counts.most_common(1)[0][0] for name, counts in languages.items()}
    left = Counter(main.values())
    for name in sorted(languages, key=lambda name: seeded("held out", name)):
        if len(chosen) < round(len(languages) * config.held_out_share) and left[main[name]] > 1:
            chosen.add(name)
            left[main[name]] -= 1
    return chosen


def _bounds_by_date(config: MinerConfig, clusters: Iterable[str]) -> dict[str, Bounds]:
    validation = first_second(config.validation_from, "validation_from")
    both = Bounds((validation, ""), (slices_of(config)[0].start, ""))
    return dict.fromkeys(clusters, both)


def _tag_slices(catalogue: Catalogue, config: MinerConfig) -> None:
    """Mark each task of the test split with the slice that its time lies in, those held out among them."""
    catalogue.run("CREATE TABLE slices (tag VARCHAR, start BIGINT)")
    slices = slices_of(config)
    catalogue.add("slices", {"tag": [part.tag for part in slices], "start": [part.start for part in slices]})
    catalogue.run(
        """
        UPDATE places SET tags = list_append(tags, tag)
        FROM (
            SELECT number, max_by(tag, start) AS tag FROM tasks JOIN slices ON author_time >= start GROUP BY number
        ) AS timed
        WHERE timed.number = places.number AND split = 'test'
        """
    )
    catalogue.run("DROP TABLE slices")


def _bounds(catalogue: Catalogue, config: MinerConfig) -> dict[str, Bounds]:
    """Of each cluster that has a commit for each split."""
    query = (
        "SELECT cluster, author_time, commit, count(*) FROM remaining ANTI JOIN places USING (number) "
        "GROUP BY cluster, author_time, commit ORDER BY cluster, author_time, commit"
    )
    found: dict[str, Bounds] = {}
    for cluster, rows in groupby(catalogue.rows(query), itemgetter(0)):
        bounds = bounds_by_share([((time, commit), count) for _, time, commit, count in rows], config)
        if bounds is not None:
            found[cluster] = bounds
    return found


def bounds_by_share(commits: Sequence[tuple[tuple[int, str], int]], config: MinerConfig) -> Bounds | None:
    """The first commits train, the last ones test, those between validate; None for fewer than three.

    `commits` holds a repository's commits from the oldest to the newest, each with the number of its tasks.
    """
    if len(commits) < 3:
        return None
    counts = [count for _, count in commits][::-1]
    n_test = _commits_for(counts, config.test_share * sum(counts))
    n_validation = _commits_for(counts[n_test:], config.validation_share * sum(counts))
    n_test = min(max(n_test, 1), len(commits) - 2)
    n_validation = min(max(n_validation, 1), len(commits) - 1 - n_test)
    first_test = len(commits) - n_test
    return Bounds(commits[first_test - n_validation][0], commits[first_test][0])


def _commits_for(counts: Iterable[int], wanted: float) -> int:
    """How many commits it takes until they hold `wanted` tasks."""
    total = taken = 0
    for count in counts:
        if total >= wanted:
            break
        total += count
        taken += 1
    return taken


def _place_by_time(catalogue: Catalogue, bounds: Mapping[str, Bounds]) -> None:
    rows = sorted(bounds.items())
    catalogue.run(
        "CREATE TABLE bounds (cluster VARCHAR, validation_time BIGINT, validation_commit VARCHAR, "
        "test_time BIGINT, test_commit VARCHAR)"
    )
    catalogue.add(
        "bounds",
        {
            "cluster": [name for name, _ in rows],
            "validation_time": [bound.validation[0] for _, bound in rows],
            "validation_commit": [bound.validation[1] for _, bound in rows],
            "test_time": [bound.test[0] for _, bound in rows],
            "test_commit": [bound.test[1] for _, bound in rows],
        },
    )
    catalogue.run(
        """
        INSERT INTO places
        SELECT number,
               CASE WHEN (author_time, commit) >= (test_time, test_commit) THEN 'test'
                    WHEN (author_time, commit) >= (validation_time, validation_commit) THEN 'validation'
                    ELSE 'train' END,
               []
        FROM remaining ANTI JOIN places USING (number) LEFT JOIN bounds USING (cluster)
        """
    )
    catalogue.run("DROP TABLE bounds")


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
