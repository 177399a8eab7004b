"""Speed of the normal form and of exact match, as ratios within one run (machines and their load differ).

    python benchmarks/bench_normalize.py [--corpus DIR]

DIR holds a folder of programs for each language; without it, the fuzzer's seeds are put together to files of
15 KB. Times are of this process on the CPU, so that a busy machine does not blur them.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import LEVELS, Reference, normal_form
from codeedit_bench.normalize.keys import key
from codeedit_bench.normalize.parsing import parse

SEEDS = Path(__file__).parent.parent / "tests" / "fuzz" / "seeds"
SIZE = 15_000


def programs(language: str, corpus: Path | None) -> list[str]:
    if corpus is not None and (corpus / language).is_dir():
        files = sorted((corpus / language).iterdir())[:40]
        return [path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n") for path in files]
    text = (SEEDS / f"{language}.txt").read_text(encoding="utf-8").replace("\n=====\n", "\n")
    return [text * (SIZE // len(text) + 1)] * 5


def best(work: Callable[[], object], repeats: int = 3) -> float:
    """CPU seconds of the fastest run."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def throughput(corpus: Path | None) -> bool:
    print("normal form against bare tree-sitter parsing (at least 0.30):")
    enough = True
    for language in LANGUAGES:
        row = LANGUAGES.load(language)
        texts = programs(language, corpus)
        sources = [text.encode() for text in texts]
        size = sum(map(len, sources)) / 1e6
        bare = best(lambda sources=sources, row=row: [parse(source, row) for source in sources])
        form = best(lambda texts=texts, row=row: [key(text, row, "layout") for text in texts])
        enough &= bare / form >= 0.3
        rates = f"parse {size / bare:5.1f} MB/s, form {size / form:5.1f} MB/s"
        print(f"  {language:<11} {rates}, ratio {bare / form:.2f}")
    return enough


def region_task(language: str, corpus: Path | None) -> tuple[Reference, str]:
    """A reference of ten lines in the middle of a file of about 15 KB."""
    lines = ("\n".join(programs(language, corpus))[:SIZE]).split("\n")
    middle = len(lines) // 2
    parts = [
        "\n".join(part) + "\n" for part in (lines[:middle], lines[middle : middle + 10], lines[middle + 10 :])
    ]
    prefix, region, suffix = parts
    before = region.replace("a", "q", 1) + "\n"
    return Reference(region, language=language, prefix=prefix, suffix=suffix, before=before), region


def wrong(text: str, index: int) -> str:
    words = text.split(" ")
    words[index % len(words)] += f"x{index}"
    return " ".join(words)


def verdicts(corpus: Path | None) -> None:
    print("in a file of 15 KB: a miss by the sieve (under 20 us); a group of 16, two surviving (under 10 ms):")
    for language in LANGUAGES:
        reference, region = region_task(language, corpus)
        reference.matches(region + " ")
        misses = [wrong(region, index) for index in range(500)]
        miss = best(lambda r=reference, m=misses: [r.matches(text) for text in m]) / len(misses)
        codes = best(lambda r=reference, m=misses: [r.matches(text, "code") for text in m]) / len(misses)
        times = []
        for trial in range(3):
            blank = "\n" * (trial + 1)
            group = [*misses[:14], region + blank, blank + region]
            times.append(best(lambda r=reference, g=group: r.match_all(g), repeats=1))
        print(
            f"  {language:<11} miss {1e6 * miss:6.1f} us at layout, {1e6 * codes:6.1f} us at code; "
            f"group {1e3 * min(times):6.2f} ms"
        )


def score_many(seed: int) -> int:
    """What scoring a run does, on one process: the standard metrics of 250 tasks x 16 mostly wrong answers."""
    from evaluators.metrics import METRICS, STANDARD_METRICS
    from tests.tasks import make_task

    metrics = [METRICS.load(name) for name in STANDARD_METRICS]
    chance = random.Random(seed)
    done = 0
    for _ in range(250):
        task = make_task(n_edits=chance.randrange(2, 50))
        for sample in range(16):
            text = task.reference if sample == 0 else wrong(task.reference, chance.randrange(1000))
            for metric in metrics:
                metric(task, text)
            done += 1
    return done


def timed(seed: int) -> tuple[int, float]:
    start = time.process_time()
    return score_many(seed), time.process_time() - start


def run_rate() -> None:
    score_many(0)
    done, alone = timed(1)
    seeds = range(1, 41)  # seconds of work, beside which handing it out is nothing
    start = time.perf_counter()
    for seed in seeds:
        score_many(seed)
    one = time.perf_counter() - start
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(score_many, (0, 0)))
        start = time.perf_counter()
        list(pool.map(score_many, seeds))
        two = time.perf_counter() - start
    print(f"scoring: {done / alone:,.0f} predictions a second and core (at least 20,000);", end=" ")
    print(f"two processes {one / two:.2f} times one by the wall clock (at least 1.7 on two idle cores)")


def pathological() -> None:
    print("pathological output, the slowest language of each (at most 50 ms):")
    texts = {
        **{f"10,000 x {text}": text * 10_000 for text in ("(", "[", "{", "<", '"', "'", "`")},
        **{f"1 MB of {text!r}": text * (1 << 20) for text in ("a", " ", "\n", "'", "\0")},
        "lone surrogates": "\ud800" * 10_000,
        "nested brackets": "(" * 5_000 + ")" * 5_000,
        "nested braces": "{" * 5_000 + "}" * 5_000,
        "open comments": "/*" * 10_000,
    }
    for name, text in texts.items():
        slowest = ("", 0.0)
        for language in LANGUAGES:
            reference = Reference("f(a)\n", language=language, prefix="a\n", suffix="b\n", before="f(b)\n")
            reference.matches("f(a)\n ")

            def work(reference: Reference = reference, text: str = text, language: str = language) -> None:
                for level in LEVELS:
                    reference.matches(text, level)
                normal_form(text, language)

            slowest = max(slowest, (language, best(work, repeats=2)), key=lambda pair: pair[1])
        print(f"  {name:<20} {1e3 * slowest[1]:6.1f} ms ({slowest[0]})")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    enough = throughput(options.corpus)
    verdicts(options.corpus)
    run_rate()
    pathological()
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
