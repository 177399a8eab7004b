"""Exact match: one answer to "is this the same program text?", for the leaderboard and for the trainer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize.keys import key, outer
from codeedit_bench.normalize.levels import LEVELS, OPT_IN_LEVELS, Level


class Reference:
    """The right answers of one task, with their keys cached: build it once, ask it for every prediction.

    `prefix` and `suffix` are the file around the region: a region alone is rarely a program. `before`, the
    region's text before the edit, switches the no-op guard on: a level applies only if `before` and the answer
    differ there, otherwise the next stricter one does.
    """

    def __init__(
        self,
        reference: str,
        *,
        language: str,
        prefix: str = "",
        suffix: str = "",
        before: str | None = None,
        accepted: Sequence[str] = (),
    ) -> None:
        self._language = LANGUAGES.load(language)
        self._prefix, self._suffix = prefix, suffix
        self._before = before
        self._answers = tuple(dict.fromkeys((reference, *accepted)))
        self._keys: dict[tuple[str, Level], bytes] = {}
        self._guarded: dict[tuple[str, Level], Level] = {}
        self._sieves = [_sieved(answer) for answer in self._answers]

    def matches(self, predicted: str, level: Level = "layout") -> bool:
        """Whether `predicted` equals one of the answers at `level`."""
        return any(self._equal(predicted, index, level) for index in range(len(self._answers)))

    def match_all(self, predicted: Iterable[str], level: Level = "layout") -> list[bool]:
        """The same for many, each different text judged once."""
        known: dict[str, bool] = {}
        return [
            known[text] if text in known else known.setdefault(text, self.matches(text, level))
            for text in predicted
        ]

    def _equal(self, predicted: str, index: int, level: Level) -> bool:
        answer = self._answers[index]
        if predicted == answer:
            return True
        level = self._guard(answer, level)
        if level == "text":
            return outer(predicted) == outer(answer) and self._key(predicted, "layout") == self._key(
                answer, "layout"
            )
        if level == "layout" and _sieved(predicted) != self._sieves[index]:
            return False
        return key(self._splice(predicted), self._language, level) == self._key(answer, level)

    def _guard(self, answer: str, level: Level) -> Level:
        if self._before is None:
            return level
        known = self._guarded.get((answer, level))
        if known is None:
            known = level
            ladder = (*LEVELS, *OPT_IN_LEVELS)
            while known != "text" and self._key(self._before, known) == self._key(answer, known):
                known = ladder[ladder.index(known) - 1]
            self._guarded[answer, level] = known
        return known

    def _splice(self, region: str) -> str:
        if region and not region.endswith("\n") and self._suffix:
            region += "\n"
        return self._prefix + region + self._suffix

    def _key(self, region: str, level: Level) -> bytes:
        known = self._keys.get((region, level))
        if known is None:
            known = self._keys[region, level] = key(self._splice(region), self._language, level)
        return known


def _sieved(text: str) -> str:
    return re.sub(r"[ \t\r\n\v\f;\\]+", "", text)


def exact_match(
    predicted: str,
    reference: str,
    *,
    language: str,
    level: Level = "layout",
    prefix: str = "",
    suffix: str = "",
    before: str | None = None,
    accepted: Sequence[str] = (),
) -> bool:
    """Whether `predicted` is the same program text as `reference` (or one of `accepted`) at `level`."""
    return Reference(
        reference, language=language, prefix=prefix, suffix=suffix, before=before, accepted=accepted
    ).matches(predicted, level)
