"""Golden forms: what the normal form of each golden text and fuzz seed was when its language got its version.

    python -m tests.golden_forms          # writes tests/golden/normalize/<language>/forms.json

A form may change only together with the `version` of its language, else scores of two programs that are not the
same would be compared. New texts may be added at any time.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import normal_form, scorer_version
from tests.golden_pairs import FOLDER, pairs

SEEDS = Path(__file__).parent / "fuzz" / "seeds"
LEAST_PAIRS = 12
LEVELS = ("text", "layout", "code", "style")


def file_of(language: str) -> Path:
    return FOLDER / language / "forms.json"


def golden_texts(language: str) -> dict[str, str]:
    """Digest → text."""
    texts = [text for pair in pairs(language) for text in (pair.first, pair.second)]
    seeds = SEEDS / f"{language}.txt"
    if seeds.is_file():
        texts.append(seeds.read_text(encoding="utf-8"))
    return {_digest(text): text for text in texts}


def form_digest(text: str, language: str) -> str:
    return _digest("\0".join(normal_form(text, language, level) for level in LEVELS))


def missing_pairs(language: str) -> str:
    """A sentence that says which golden pairs `language` lacks; empty if it has enough of them."""
    found = pairs(language)
    levels = {pair.level for pair in found}
    if len(found) >= LEAST_PAIRS and {"layout", "never"} <= levels:
        return ""
    return (
        f"The language {language} has {len(found)} golden pairs at the levels {sorted(levels)}. Write at least "
        f"{LEAST_PAIRS} to tests/golden/normalize/{language}/pairs.txt, some equal at `layout`, some `never`."
    )


def problem(language: str) -> str:
    """A sentence that says what is wrong with the golden forms of `language`; empty if nothing is."""
    file = file_of(language)
    if lacking := missing_pairs(language):
        return lacking
    if not file.is_file():
        return f"{file.name} of {language} is missing: run `python -m tests.golden_forms`."
    stated = json.loads(file.read_text(encoding="utf-8"))
    texts = golden_texts(language)
    changed = [
        texts[digest]
        for digest, form in stated["forms"].items()
        if digest in texts and form_digest(texts[digest], language) != form
    ]
    if changed and stated["version"] == scorer_version(language):
        return (
            f"The normal form of {language} changed for {len(changed)} golden texts, the first being "
            f"{changed[0][:80]!r}, and its version did not. Raise `version` in "
            f"codeedit_bench/languages/{language}.py, then run `python -m tests.golden_forms`."
        )
    if changed or stated["version"] != scorer_version(language) or set(texts) - set(stated["forms"]):
        return f"The golden forms of {language} are out of date: run `python -m tests.golden_forms`."
    return ""


def write(language: str) -> None:
    """Write the forms of `language`; `SystemExit` where a form changed and the version did not."""
    if lacking := missing_pairs(language):
        raise SystemExit(lacking)
    if file_of(language).is_file() and "Raise `version`" in (found := problem(language)):
        raise SystemExit(found)
    forms = {digest: form_digest(text, language) for digest, text in sorted(golden_texts(language).items())}
    content = {"version": scorer_version(language), "forms": forms}
    file_of(language).parent.mkdir(parents=True, exist_ok=True)
    file_of(language).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


if __name__ == "__main__":
    for name in LANGUAGES:
        write(name)
