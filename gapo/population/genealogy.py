"""Members of a population and how a generation follows from the one before; pure.

A genetic algorithm: the better half become parents, the best of all goes on unchanged, and every other child has
two parents. Its weights lie between theirs, each of its settings is one of theirs, and some settings mutate.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MUTATION = 0.25
"""Chance that a setting mutates."""
STEP = 1.5
"""A mutation multiplies or divides a setting by at most this."""
MOST_MIXED = 0.25, 0.75
"""Range of the share that a child's weights take from its first parent."""

Space = Mapping[str, tuple[float, float]]
"""Setting → lowest and highest value."""


@dataclass(frozen=True, slots=True)
class Member:
    """One run of one generation. `parents` is empty in the first; one parent goes on, two are recombined."""

    name: str
    generation: int
    settings: Mapping[str, float]
    parents: tuple[str, ...] = ()
    share: float = 1.0
    """Of the first parent in the weights that the member starts from."""
    exact_match: float | None = None
    """On the held-out slice after its steps; None before it has run."""


def first_generation(space: Space, members: int, seed: int) -> list[Member]:
    """Members whose settings are drawn from the space, evenly on a logarithmic scale."""
    draw = _source(seed, 0)
    return [
        Member(_name(0, number), 0, {key: _drawn(draw, *space[key]) for key in sorted(space)})
        for number in range(members)
    ]


def next_generation(before: Sequence[Member], space: Space, seed: int) -> list[Member]:
    """As many children as `before` has members, all of which have run."""
    ranked = sorted(before, key=lambda member: (*_place(member), member.name))
    parents = ranked[: max(2, math.ceil(len(ranked) / 2))]
    generation = before[0].generation + 1
    draw = _source(seed, generation)
    best = ranked[0]
    children = [Member(_name(generation, 0), generation, best.settings, (best.name,))]
    for number in range(1, len(before)):
        children.append(_child(_name(generation, number), generation, draw.sample(parents, 2), space, draw))
    return children


def best_of(members: Sequence[Member]) -> Member:
    """The member with the highest exact match; of equals the earliest, which took the fewest steps."""
    return min(members, key=lambda member: (*_place(member), member.generation, member.name))


def _child(name: str, generation: int, parents: Sequence[Member], space: Space, draw: random.Random) -> Member:
    settings = {}
    for key in sorted(space):
        value = draw.choice(parents).settings[key]
        if draw.random() < MUTATION:
            value *= math.exp(draw.uniform(-1, 1) * math.log(STEP))
        low, high = space[key]
        settings[key] = min(max(value, low), high)
    names = tuple(parent.name for parent in parents)
    return Member(name, generation, settings, names, round(draw.uniform(*MOST_MIXED), 3))


def _place(member: Member) -> tuple[bool, float]:
    """Sorts the best first, and members that were not measured last."""
    return member.exact_match is None, -(member.exact_match or 0.0)


def _name(generation: int, number: int) -> str:
    return f"g{generation}m{number}"


def _drawn(draw: random.Random, low: float, high: float) -> float:
    return math.exp(draw.uniform(math.log(low), math.log(high)))


def _source(seed: int, generation: int) -> random.Random:
    return random.Random(f"{seed} {generation}")  # noqa: S311 - a search, not a secret
