"""Exact match: one answer to "is this the same program text?", for the leaderboard and for the trainer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize.keys import keys, outer
from codeedit_bench.normalize.levels import LEVELS, OPT_IN_LEVELS, Level
from codeedit_bench.normalize.sieve import CodeSieve, essence
from codeedit_bench.normalize.version import count_parse_errors

SIEVED: tuple[Level, ...] = ("text", "layout")
"""The levels that forgive white space, `;` and backslashes at most."""
SLACK = 8192
"""A prediction longer than four times its answer and this many characters is compared at level `text`. What is
long and passes the sieve is white space or comments. Reading it would cost more than it can tell."""
KEPT = 64
"""Predictions whose keys are remembered: samples repeat themselves, and each is asked at several levels."""


TOGETHER: Mapping[Level, tuple[Level, ...]] = dict.fromkeys(("code", "style"), ("code", "style"))
"""Levels that are asked for together, of which one is made from the other."""


class _Answer(NamedTuple):
    text: str
    essence: bytes
    outer: str


class Reference:
    """The right answers of one task, with their keys cached: build it once, ask it for every prediction.

    `prefix` and `suffix` are the file around the region: a region alone is rarely a program. `before`, the
    region's text before the edit, switches the no-op guard on. A level then applies only if `before` and the
    answer differ at it. Otherwise the next stricter one applies.
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
        self._prefix, self._suffix, self._before = prefix, suffix, before
        answers = tuple(dict.fromkeys((reference, *accepted)))
        self._answers = [_Answer(answer, essence(answer), outer(answer)) for answer in answers]
        self._whole_lines = all(not text or text.endswith("\n") for text in (prefix, before or "", *answers))
        self._sieve = CodeSieve(self._language, prefix, suffix)
        self._keys: dict[tuple[str, Level], bytes] = {}
        self._recent: dict[tuple[str, Level], bytes] = {}
        self._guarded: dict[tuple[str, Level], Level] = {}
        self._last = "", b""
        """The prediction asked for last, and its essence: each is asked for at several levels."""

    def matches(self, predicted: str, level: Level = "layout") -> bool:
        """Whether `predicted` equals one of the answers at `level`."""
        for answer in self._answers:
            if predicted == answer.text:
                return True
        last, found = self._last
        if predicted != last:
            found = essence(predicted)
            self._last = predicted, found
        return any(self._equal(predicted, found, answer, level) for answer in self._answers)

    def match_all(self, predicted: Iterable[str], level: Level = "layout") -> list[bool]:
        """The same for many, each different text judged once."""
        known: dict[str, bool] = {}
        result: list[bool] = []
        for text in predicted:
            if text not in known:
                known[text] = self.matches(text, level)
            result.append(known[text])
        return result

    def _equal(self, predicted: str, found: bytes, answer: _Answer, level: Level) -> bool:
        alike = found == answer.essence
        if not alike and level in SIEVED:
            return False
        lengthy = len(predicted) > 4 * len(answer.text) + SLACK
        if not alike and (lengthy or (level not in SIEVED and self._sieve.rejects(predicted, answer.text, level))):
            return False
        at = self._guard(answer.text, level)
        if not alike and at in SIEVED:
            return False
        if at == "text" or lengthy:
            # Blank lines around a region are content where it lies within a string.
            return outer(predicted) == answer.outer and self._same(predicted, answer, "layout")
        if at == "code" and alike and self._same(predicted, answer, "layout"):
            return True
        return self._same(predicted, answer, at)

    def _same(self, predicted: str, answer: _Answer, level: Level) -> bool:
        return self._predicted_key(predicted, level) == self._key(answer.text, level)

    def _guard(self, answer: str, level: Level) -> Level:
        if self._before is None or level == "text":
            return level
        known = self._guarded.get((answer, level))
        if known is None:
            ladder = (*LEVELS, *OPT_IN_LEVELS)
            step = ladder.index(level)
            while step and self._key(self._before, ladder[step]) == self._key(answer, ladder[step]):
                step -= 1
            known = ladder[step]
            self._guarded[answer, level] = known
        return known

    def splice(self, region: str) -> str:
        """The file with `region` in place. A last line end left out is put back if the region is whole lines and
        the file has fewer errors with it. A region that begins or ends within a line stays as it is."""
        joined = self._prefix + region + self._suffix
        if not region or region.endswith("\n") or not self._suffix or not self._whole_lines:
            return joined
        ended = f"{self._prefix}{region}\n{self._suffix}"
        errors = [count_parse_errors(text, self._language.id) for text in (ended, joined)]
        return ended if errors[0] < errors[1] else joined

    def _key(self, region: str, level: Level) -> bytes:
        return self._remember(self._keys, region, level)

    def _predicted_key(self, region: str, level: Level) -> bytes:
        if len(self._recent) > KEPT:
            self._recent.clear()
        return self._remember(self._recent, region, level)

    def _remember(self, cache: dict[tuple[str, Level], bytes], region: str, level: Level) -> bytes:
        known = cache.get((region, level))
        if known is not None:
            return known
        found = keys(self.splice(region), self._language, TOGETHER.get(level, (level,)))
        cache.update({(region, level): key for level, key in found.items()})
        return found[level]


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
    """Whether `predicted` is the same program text as `reference` (or one of `accepted`) at `level`.

    >>> exact_match("x = [1,2]\\n", "x = [1, 2]\\n", language="python")
    True
    >>> exact_match("x = 'a b'\\n", "x = 'ab'\\n", language="python")
    False
    """
    return Reference(
        reference, language=language, prefix=prefix, suffix=suffix, before=before, accepted=accepted
    ).matches(predicted, level)
