"""Score the CodeBERT outputs of CodeXGLUE's code refinement again: the published exact match must come out.

    git clone https://github.com/microsoft/CodeXGLUE
    python benchmarks/reproduce_codexglue.py CodeXGLUE/Code-Code/code-refinement

Published: small 16.40 (957 of 5,835), medium 5.16 (338 of 6,545). The outputs are one method in one line, so the
looser levels can add only what tokenising forgives.
"""

from __future__ import annotations

import sys
from pathlib import Path

from codeedit_bench.normalize import LEVELS, exact_match

PUBLISHED = {"small": (957, 5835), "medium": (338, 6545)}


def lines(path: Path) -> list[str]:
    """One text a line, as the authors' own evaluator reads them; an index and a tab may stand in front."""
    texts = path.read_text(encoding="utf-8").split("\n")
    texts = texts[:-1] if texts[-1] == "" else texts
    return [text.split("\t", 1)[-1].strip() for text in texts]


def main(folder: Path) -> int:
    agree = True
    for size, (published, total) in PUBLISHED.items():
        outputs = lines(folder / "code" / "saved_models" / f"{size}-model.output")
        gold = lines(folder / "data" / size / "test.buggy-fixed.fixed")
        counts = {
            level: sum(
                exact_match(output, reference, language="java", level=level)
                for output, reference in zip(outputs, gold, strict=True)
            )
            for level in LEVELS
        }
        agree &= counts["text"] == published and len(gold) == total
        shown = ", ".join(f"{level} {count} ({100 * count / len(gold):.2f})" for level, count in counts.items())
        print(f"{size}: {len(gold)} pairs: {shown}; published {published} of {total}")
    return 0 if agree else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
