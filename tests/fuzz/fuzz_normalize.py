"""Hunt false equals: mutate programs, and let real parsers judge what the normal form calls equal.

    python -m tests.fuzz.fuzz_normalize --count 2000 [--languages go,php] [--corpus DIR] [--source traps]

The programs come from files, or with `--source traps` from grammars of what specifications make easy to
forget. Each pair that differs is tried whole and broken: see `tests.fuzz.broken`. A *false equal* is a pair
equal at `layout` (white space changed) or `code` (comments too) that the judge tells apart, or a token mutation
equal at `layout`; the exit status is 1 if there is one. *False unequal* is counted beside it. A corpus is a
folder with a folder of programs for each language.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import exact_match
from codeedit_bench.normalize.keys import outer
from tests.fuzz import traps
from tests.fuzz.broken import broken
from tests.fuzz.mutations import mutate_blanks, mutate_comments, mutate_token
from tests.fuzz.oracles.judges import INVALID, find
from tests.golden_pairs import pairs

SEEDS = Path(__file__).parent / "seeds"
BATCH = 400


def programs(language: str, corpus: Path | None) -> list[str]:
    """Seeds (small and full of hazards), the golden texts and the corpus's files of at most 6 KB."""
    found = (SEEDS / f"{language}.txt").read_text(encoding="utf-8").split("\n=====\n")
    found += [text for pair in pairs(language) for text in (pair.first, pair.second)]
    if corpus is not None and (corpus / language).is_dir():
        for path in sorted((corpus / language).iterdir()):
            text = path.read_bytes().decode("utf-8", "replace")
            if len(text) < 6000:
                found.append(text)
    return found


def from_files(language: str, corpus: Path | None, chance: random.Random) -> Iterator[str]:
    """Programs without end, seeds as often as the corpus."""
    texts = programs(language, corpus)
    small = [text for text in texts if len(text) < 600] or texts
    while True:
        yield chance.choice(texts)
        yield chance.choice(small)


def from_traps(language: str, _corpus: Path | None, chance: random.Random) -> Iterator[str]:
    while True:
        yield traps.program(language, chance)


SOURCES = {"files": from_files, "traps": from_traps}


def mutants(
    language: str, texts: Iterable[str], count: int, chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    """`(kind, original, mutant)`."""
    row = LANGUAGES.load(language)
    block = row.block_comments[0] if row.block_comments else None
    for text in itertools.islice(texts, count):
        kind = chance.choice(("blanks", "blanks", "blanks", "comments", "tokens"))
        if kind == "blanks":
            yield kind, text, mutate_blanks(text, chance)
        elif kind == "comments":
            mutant = mutate_comments(text, chance, row.line_comments[0], block)
            yield kind, text, mutate_blanks(mutant, chance) if chance.random() < 0.3 else mutant
        else:
            yield kind, text, mutate_token(text, chance)


def hunt(language: str, count: int, seed: int, texts: Callable[[random.Random], Iterator[str]]) -> Counter[str]:
    chance = random.Random(f"{seed} {language}")
    judge = find(language)
    layout = LANGUAGES.load(language).layout
    counts: Counter[str] = Counter(judged=0)
    judged: dict[str, str] = {}
    found = (
        (kind, _ended(one), _ended(other)) for kind, one, other in mutants(language, texts(chance), count, chance)
    )
    tried = list(dict.fromkeys(trial for trial in found if trial[1] != trial[2]))
    for start in range(0, len(tried), BATCH):
        batch = tried[start : start + BATCH]
        if judge is not None:
            asked = sorted({text for kind, a, b in batch if kind != "tokens" for text in (a, b)} - judged.keys())
            # By the definition of `text`, CR LF is LF everywhere.
            answers = judge([text.replace("\r\n", "\n") for text in asked])
            judged.update(zip(asked, answers, strict=True))
        for kind, first, second in batch:
            counts[kind] += 1
            level = "code" if kind == "comments" else "layout"
            equal = exact_match(second, first, language=language, level=level)
            if kind == "tokens":
                wrong = equal
            elif judge is None or judged[first] == judged[second] == INVALID or outer(first) == outer(second):
                continue
            else:
                counts["judged"] += 1
                same = judged[first] == judged[second]
                wrong = equal and not same
                counts["equal"] += equal and same
                counts["false unequal"] += same and not equal
                if same and not equal and VERBOSE:
                    show("false unequal", language, first, second)
                # Indentation that fits none is told by the lines behind it, which a break may take away.
                told_behind = layout == "indented" and INVALID in (judged[first], judged[second])
                if not same and not told_behind:
                    for one, other in broken(first, second, chance):
                        counts["broken"] += outer(one) != outer(other)
                        if outer(one) != outer(other) and exact_match(other, one, language=language, level=level):
                            counts["FALSE EQUAL"] += 1
                            show(f"FALSE EQUAL (broken, {level})", language, one, other)
            if wrong:
                counts["FALSE EQUAL"] += 1
                show(f"FALSE EQUAL ({kind}, {level})", language, first, second)
    return counts


def _ended(text: str) -> str:
    """White space at a text's end counts at no level."""
    return text.rstrip() + "\n"


VERBOSE = False


def show(title: str, language: str, first: str, second: str) -> None:
    """Print the pair, cut to where it differs."""
    low = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    high = next((i for i, (a, b) in enumerate(zip(first[::-1], second[::-1], strict=False)) if a != b), 0)
    low, high = max(0, low - 60), max(0, high - 60)
    print(f"{title}: {language}\n  {first[low : len(first) - high]!r}\n  {second[low : len(second) - high]!r}")


def main() -> int:
    global VERBOSE  # noqa: PLW0603 - a switch of a script
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=20000, help="mutants a language")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--source", choices=SOURCES, default="files", help="where the programs come from")
    parser.add_argument("--verbose", action="store_true", help="show false unequals too")
    options = parser.parse_args()
    VERBOSE = options.verbose
    failed = False
    for language in options.languages.split(","):
        source = functools.partial(SOURCES[options.source], language, options.corpus)
        counts = hunt(language, options.count, options.seed, source)
        failed |= counts["FALSE EQUAL"] > 0
        print(f"{language:<11}" + " ".join(f"{name}={counts[name]}" for name in sorted(counts)), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
