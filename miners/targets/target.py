"""One edit that a task may ask for: where it stands, what came before it, and how well that foretells it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from codeedit_bench.languages import LANGUAGES, Language
from codeedit_bench.languages.guesses import import_starts
from codeedit_bench.tasks.records import Cursor, Difficulty, Region
from miners.commits.commit import Commit
from miners.commits.edits import Edit
from miners.config import MinerConfig
from miners.targets.moment import Moment
from miners.targets.past import PastEdit
from miners.targets.region import draw_region
from miners.tokens import Op, has_word, holds_word, opcodes, string_literals, tokens

_IMPORT = re.compile(rf"\s*(?:{import_starts()})")
_QUOTED_PATH = re.compile(r'\s*(?:\w+\s+)?"[\w./\-@]+"\s*[,;]?\s*$')


class Target:
    """The edit at `index` of a commit's `edits`, with its history; the rest is computed once, when asked for."""

    def __init__(
        self,
        commit: Commit,
        edits: Sequence[Edit],
        index: int,
        *,
        history: Sequence[PastEdit],
        idf: Mapping[str, float],
        config: MinerConfig,
    ) -> None:
        self.commit, self.edits, self.index, self.history = commit, edits, index, history
        self.idf, self.config = idf, config
        self.edit = edits[index]
        self.past = [item.edit for item in history]

    @cached_property
    def moment(self) -> Moment:
        """The one just before it is made."""
        return Moment(self.edit.file, self.edit.file.hunks.index(self.edit.hunk), self.history)

    @property
    def start(self) -> int:
        """The target's first line in the file as it stands."""
        return self.edit.hunk.new_start

    @property
    def end(self) -> int:
        return self.start + self.edit.hunk.old_end - self.edit.hunk.old_start

    @property
    def lines(self) -> list[str]:
        """The file as it stands: edits above are made, the target and those below are not."""
        return self.moment.lines

    @cached_property
    def region(self) -> Region:
        """It may hold later edits of the commit, each whole."""
        return draw_region(
            len(self.lines),
            (self.start, self.end),
            self.moment.unmade[1:],
            size=self.config.region_lines,
            name=(self.commit.id, self.edit.path, self.index),
        )

    @property
    def above(self) -> list[str]:
        """The region's lines before the target."""
        return self.lines[self.region.start_line : self.start]

    @property
    def below(self) -> list[str]:
        return self.lines[self.end : self.region.end_line]

    @cached_property
    def states(self) -> list[str]:
        """The region as it stands, then after the target and one, two, … all later edits in it."""
        return self.moment.states(self.region)

    @property
    def reference(self) -> str:
        """The region after the target alone."""
        return self.states[1]

    @property
    def accepted(self) -> tuple[str, ...]:
        """The region after the target and later edits in it; what equals another answer is left out."""
        return tuple(dict.fromkeys(text for text in self.states[2:] if text != self.reference))

    @property
    def left_below(self) -> str:
        """The region's lines after the target as the commit leaves them."""
        return self.states[-1].removeprefix("".join([*self.above, *self.edit.new_lines]))

    @cached_property
    def history_changed(self) -> frozenset[str]:
        """Words that the history inserted or deleted."""
        return frozenset().union(*(past.changed for past in self.past))

    @cached_property
    def history_words(self) -> frozenset[str]:
        return frozenset().union(*(past.all_words for past in self.past))

    @cached_property
    def linked(self) -> frozenset[str]:
        return self.edit.changed & self.history_changed

    @cached_property
    def link(self) -> float:
        """IDF-weighted share of its changed words that the history changed too, in [0, 1]."""
        total = sum(self._weight(word) for word in sorted(self.edit.changed))
        return sum(self._weight(word) for word in sorted(self.linked)) / total if total else 0.0

    def _weight(self, word: str) -> float:
        return self.idf.get(word, self.idf[""])

    @cached_property
    def known(self) -> float:
        """Share of its inserted words that the file or the history holds, in [0, 1]."""
        inserted = self.edit.inserted
        if not inserted:
            return 1.0
        unknown = inserted - self.history_words
        if unknown:
            unknown = frozenset(word for word in unknown if not self.edit.file.held(word))
        if unknown:
            above = "".join(self.edit.file.new[: self.start])
            unknown = frozenset(word for word in unknown if not holds_word(above, word))
        return 1.0 - len(unknown) / len(inserted)

    @property
    def cursor(self) -> Cursor:
        """See `Moment.cursor`."""
        return self.moment.cursor(self.region)

    @cached_property
    def difficulty(self) -> Difficulty:
        """How much of it stands in the history: see `targets.difficulty`."""
        if self.substitution:
            return "T0" if self.verbatim else "T1"
        if not self.edit.new:
            return "D"
        return "P" if self.similarity >= self.config.parallel_similarity else "R"

    @property
    def ops(self) -> tuple[Op, ...]:
        """The non-equal stretches of its token diff."""
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
        """It repeats a whole substitution of the history."""
        return bool(self.ops) and any(self.ops == past.ops for past in self.past)

    @cached_property
    def reversal(self) -> bool:
        """It undoes an edit of the history."""
        old, new = self.edit.old.strip(), self.edit.new.strip()
        return any((past.new.strip(), past.old.strip()) == (old, new) for past in self.past)

    @cached_property
    def missed(self) -> int:
        """Places in the region where one of its ops would apply too, but the developer left them."""
        old, new = tokens(self.edit.old), tokens(self.edit.new)
        runs = [tokens("".join(self.above)), tokens(self.left_below)]
        position = 0
        for i1, i2, _, _ in opcodes(old, new):
            runs.append(old[position:i1])
            position = i2
        runs.append(old[position:])
        wanted = {gone for gone, _ in self.ops if has_word(gone)}
        return sum(_count(run, gone) for run in runs for gone in wanted)

    @cached_property
    def new_trigrams(self) -> int:
        """Token trigrams across its seams that neither the file nor an edit of the history holds."""
        above = tokens("".join(self.lines[max(0, self.start - 3) : self.start]))[-2:]
        below = tokens("".join(self.lines[self.end : self.end + 3]))[:2]
        old, new = tokens(self.edit.old), tokens(self.edit.new)
        text = [*above, *new, *below]
        starts: set[int] = set()
        for _, _, j1, j2 in opcodes(old, new):
            first, last = j1 + len(above), j2 + len(above)
            # Trigrams that hold an inserted token, or span the seam that a deletion left.
            starts |= set(range(first - 2, last))
        grams = {tuple(text[i : i + 3]) for i in starts if 0 <= i <= len(text) - 3}
        return sum(not self._seen(gram) for gram in grams)

    def _seen(self, gram: tuple[str, ...]) -> bool:
        joined, file = _joined(gram), self.edit.file.before
        if any(joined in edit.surroundings for edit in (*self.past, *self._applied)):
            return True
        # The file last: it must be cut into tokens first, unless it lacks one of these.
        return all(token in file.text for token in gram) and joined in file.tokens

    @cached_property
    def _applied(self) -> list[Edit]:
        """Earlier edits of the commit to the same file, in the history or not: the file shows them."""
        return [edit for edit in self.edits[: self.index] if edit.file is self.edit.file]

    @cached_property
    def similarity(self) -> float:
        """The best match of its changed tokens with one edit of the history, in [0, 1]."""
        from rapidfuzz.distance import Indel

        signed = self.edit.signed
        return max((Indel.normalized_similarity(signed, past.signed) for past in self.past), default=0.0)

    @cached_property
    def introduced(self) -> int:
        """Linked words that the file did not hold before the commit."""
        linked = self.linked & self.edit.inserted
        return sum(not self.edit.file.held(word) for word in linked)

    @cached_property
    def eliminated(self) -> int:
        """Linked words that the file no longer holds after the commit."""
        linked = self.linked & self.edit.deleted
        return sum(not holds_word(self.edit.file.after.text, word) for word in linked)

    @property
    def unlike(self) -> bool:
        """Like no edit of the history, and not one op that brings in a linked word or takes its last one out."""
        if self.similarity >= self.config.min_similarity:
            return False
        return len(self.ops) > 1 or not self.introduced + self.eliminated

    @cached_property
    def new_string(self) -> bool:
        """A string literal that stands nowhere yet."""
        literals = [text for text in string_literals(self.edit.new) if len(text) > 2 and text not in self.edit.old]
        if not literals:
            return False
        shown = "\n".join(["".join(self.lines), *(past.old + past.new for past in self.past)])
        return any(literal not in shown for literal in literals)

    @cached_property
    def import_only(self) -> bool:
        """Each of its lines brings in names from elsewhere, as far as a pattern can tell."""
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

    @property
    def goes_on(self) -> bool:
        """It inserts a word that the history inserted, or deletes one that the history deleted."""
        edit = self.edit
        return any(edit.inserted & past.inserted or edit.deleted & past.deleted for past in self.past)

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


def same_text(one: Edit, other: Edit) -> bool:
    return one.old.strip() == other.old.strip() and one.new.strip() == other.new.strip()


def _count(run: Sequence[str], part: tuple[str, ...]) -> int:
    width = len(part)
    return sum(tuple(run[i : i + width]) == part for i in range(len(run) - width + 1) if run[i] == part[0])


def _joined(part: Sequence[str]) -> str:
    return "\0" + "\0".join(part) + "\0"


def _has_number(part: Sequence[str]) -> bool:
    return any(token[0].isdigit() for token in part)
