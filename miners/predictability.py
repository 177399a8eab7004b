"""Which targets can be foreseen from the history: DESIGN.md's rule, tightened after reading what it kept.

Its vocabulary: an *op* is a non-equal stretch of the target's token diff, `missed` counts places in the region
where an op would apply too but the developer left them, `new_trigrams` counts token trigrams across the seams of
the new text that occur neither in the file nor around the history's edits, `similarity` is the best match of the
changed tokens with one edit of the history, `introduced` and `eliminated` are linked words that appeared for the
first time or vanished from the file. `docs/decisions/0020-predictability-rule.md` tells what was tightened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from codeedit_bench.languages import LANGUAGES, Language
from codeedit_bench.tasks.records import KEEP, Difficulty, Verdict
from miners.candidates import Candidate
from miners.changes import Edit
from miners.tokens import Op, has_word, holds_word, opcodes, string_literals, tokens

_IMPORT = re.compile(
    r"\s*(?:import\b|from\s+[\w.]+\s+import\b|(?:pub(?:\([^)]*\))?\s+)?use\s|using\s|#\s*include\b|require\b|require_once\b"
    r"|include\b|extern\s+crate\b|package\s|export\s.*\bfrom\b|(?:const|let|var)\s.*=\s*require\()"
)
_QUOTED_PATH = re.compile(r'\s*(?:\w+\s+)?"[\w./\-@]+"\s*[,;]?\s*$')


class Evidence:
    """What the rule asks about one candidate, computed when asked for."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate, self.edit = candidate, candidate.edit
        self.past = [item.edit for item in candidate.history]

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        return self.edit.ops

    @cached_property
    def verbatim(self) -> bool:
        """The whole hunk, up to outer white space, is in the history."""
        return any(same_text(self.edit, past) for past in self.past)

    @cached_property
    def substitution(self) -> bool:
        """The same whole substitution as an edit of the history, or every op seen there."""
        if not any(has_word(gone) or has_word(come) for gone, come in self.ops):
            return False
        seen = {op for past in self.past for op in past.ops}
        return all(op in seen for op in self.ops)

    @cached_property
    def replay(self) -> bool:
        return bool(self.ops) and any(self.ops == past.ops for past in self.past)

    @cached_property
    def reversal(self) -> bool:
        old, new = self.edit.old.strip(), self.edit.new.strip()
        return any((past.new.strip(), past.old.strip()) == (old, new) for past in self.past)

    @cached_property
    def missed(self) -> int:
        old, new = tokens(self.edit.old), tokens(self.edit.new)
        runs = [tokens("".join(self.candidate.above)), tokens("".join(self.candidate.below))]
        position = 0
        for i1, i2, _, _ in opcodes(old, new):
            runs.append(old[position:i1])
            position = i2
        runs.append(old[position:])
        wanted = {gone for gone, _ in self.ops if has_word(gone)}
        return sum(_count(run, gone) for run in runs for gone in wanted)

    @cached_property
    def new_trigrams(self) -> int:
        above, below = (
            tokens("".join(self.candidate.above[-3:]))[-2:],
            tokens("".join(self.candidate.below[:3]))[:2],
        )
        old, new = tokens(self.edit.old), tokens(self.edit.new)
        text = [*above, *new, *below]
        starts: set[int] = set()
        for _, _, j1, j2 in opcodes(old, new):
            first, last = j1 + len(above), j2 + len(above)
            # Trigrams that hold an inserted token, or span the seam that a deletion left.
            starts |= set(range(first - 2, last))
        grams = {tuple(text[i : i + 3]) for i in starts if 0 <= i <= len(text) - 3}
        return sum(not self._seen(_joined(gram)) for gram in grams)

    def _seen(self, joined: str) -> bool:
        # The file last: it must be cut into tokens first.
        return (
            any(joined in edit.surroundings for edit in (*self.past, *self._applied))
            or joined in self.edit.file.before.tokens
        )

    @cached_property
    def _applied(self) -> list[Edit]:
        """Earlier edits of the commit to the same file, in the history or not: the file shows them."""
        candidate = self.candidate
        return [edit for edit in candidate.edits[: candidate.index] if edit.file is self.edit.file]

    @cached_property
    def similarity(self) -> float:
        from rapidfuzz.distance import Indel

        signed = self.edit.signed
        return max((Indel.normalized_similarity(signed, past.signed) for past in self.past), default=0.0)

    @cached_property
    def introduced(self) -> int:
        linked = self.candidate.linked & self.edit.inserted
        return sum(not self.edit.file.held(word) for word in linked)

    @cached_property
    def eliminated(self) -> int:
        linked = self.candidate.linked & self.edit.deleted
        return sum(not holds_word(self.edit.file.after.text, word) for word in linked)

    @property
    def unlike(self) -> bool:
        """Like no edit of the history, and not one op that brings in a linked word or takes its last one out."""
        if self.similarity >= self.candidate.config.min_similarity:
            return False
        return len(self.ops) > 1 or not self.introduced + self.eliminated

    @cached_property
    def new_string(self) -> bool:
        """A string literal that stands nowhere yet."""
        literals = [text for text in string_literals(self.edit.new) if len(text) > 2 and text not in self.edit.old]
        if not literals:
            return False
        shown = "\n".join(["".join(self.candidate.lines), *(past.old + past.new for past in self.past)])
        return any(literal not in shown for literal in literals)

    @cached_property
    def import_only(self) -> bool:
        lines = [line for line in (*self.edit.old_lines, *self.edit.new_lines) if line.strip()]
        if self.edit.file.language == "go" and lines and all(_QUOTED_PATH.match(line) for line in lines):
            return True
        return bool(lines) and all(_IMPORT.match(line) for line in lines)

    @cached_property
    def comments(self) -> list[bool]:
        """Whether it is a comment, for each line that it takes or gives, by how the line begins."""
        language: Language = LANGUAGES.load(self.edit.file.language)
        marks = ("* ", "*/", *language.line_comments, *(opener for opener, _ in language.block_comments))
        lines = [line.strip() for line in (*self.edit.old_lines, *self.edit.new_lines)]
        return [f"{line} ".startswith(marks) for line in lines if line]

    @cached_property
    def finishes(self) -> bool:
        """It takes the last of a word that the history deleted out of the file."""
        taken = self.edit.deleted & frozenset().union(*(past.deleted for past in self.past))
        return any(not holds_word(self.edit.file.after.text, word) for word in taken)

    @cached_property
    def repeats(self) -> bool:
        """What it deletes stood in lines that one edit of the history replaced or deleted."""
        deleted = tuple(tokens(self.edit.old))
        return any(_count(tokens(past.old), deleted) for past in self.past)

    @cached_property
    def novel(self) -> bool:
        """One of its ops inserts tokens that no edit of the history left side by side."""
        written = [tokens(past.new) for past in self.past]
        return any(come and not any(_count(text, come) for text in written) for _, come in self.ops)

    @cached_property
    def new_number(self) -> bool:
        """One of its ops puts a number in the place of another, and the history does not."""
        seen = {op for past in self.past for op in past.ops}
        return any(_has_number(gone) and _has_number(come) for gone, come in self.ops if (gone, come) not in seen)


def judge(evidence: Evidence) -> tuple[Verdict, Difficulty]:
    """Whether the target can be foreseen, and how hard that is; a reason names the rule's step that failed."""
    level = _difficulty(evidence)
    failure = _failure(evidence) if evidence.candidate.config.rule else ""
    return (Verdict(False, failure) if failure else KEEP), level


def _difficulty(evidence: Evidence) -> Difficulty:
    if evidence.substitution:
        return "T0" if evidence.verbatim else "T1"
    if not evidence.edit.new:
        return "D"
    return "P" if evidence.similarity >= evidence.candidate.config.parallel_similarity else "R"


def _failure(evidence: Evidence) -> str:
    if evidence.substitution and evidence.missed == 0:
        return ""
    if reason := _kind_failure(evidence):
        return reason
    edit, candidate = evidence.edit, evidence.candidate
    if not edit.new:
        if candidate.link < candidate.config.min_deletion_link:
            return "deletion_link"
        return "" if evidence.finishes or evidence.repeats else "deletion"
    if evidence.unlike:
        return "unlike_history"
    return _pair_failure(evidence) if edit.old else _insertion_failure(evidence)


def _kind_failure(evidence: Evidence) -> str:
    """Of targets that seldom can be foreseen, whatever else is known of them."""
    if not any(past.in_commit for past in evidence.candidate.history):
        return "earlier_commit"
    if evidence.import_only:
        return "import_only"
    old, new = evidence.edit.old_lines, evidence.edit.new_lines
    if all(evidence.comments) or (old and new and any(evidence.comments)):
        return "comment"
    return "mixed_shape" if old and new and len(old) != len(new) else ""


def _pair_failure(evidence: Evidence) -> str:
    """Of a target with as many lines after as before."""
    from rapidfuzz import fuzz

    config = evidence.candidate.config
    pairs = zip(evidence.edit.old_lines, evidence.edit.new_lines, strict=True)
    if any(fuzz.ratio(old, new) < 100 * config.min_line_ratio for old, new in pairs):
        return "line_ratio"
    if evidence.new_number:
        return "new_number"
    if evidence.novel:
        return "novel"
    if evidence.missed:
        return "missed"
    return _text_failure(evidence, config.max_new_trigrams, "new_trigrams")


def _insertion_failure(evidence: Evidence) -> str:
    """One line may be inserted, where its neighbours are those it has elsewhere."""
    if len(evidence.edit.new_lines) > 1:
        return "insertion"
    return _text_failure(evidence, evidence.candidate.config.max_insertion_trigrams, "placement")


def _text_failure(evidence: Evidence, trigrams: int, reason: str) -> str:
    """Of any new text; what costs most comes last."""
    if evidence.new_string:
        return "new_string"
    return reason if evidence.new_trigrams > trigrams else ""


def same_text(one: Edit, other: Edit) -> bool:
    return one.old.strip() == other.old.strip() and one.new.strip() == other.new.strip()


def _count(run: Sequence[str], part: tuple[str, ...]) -> int:
    width = len(part)
    return sum(tuple(run[i : i + width]) == part for i in range(len(run) - width + 1) if run[i] == part[0])


def _joined(part: Sequence[str]) -> str:
    return "\0" + "\0".join(part) + "\0"


def _has_number(part: Sequence[str]) -> bool:
    return any(token[0].isdigit() for token in part)
