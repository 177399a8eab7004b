"""Ruby's squiggly heredocs: what their lines have in common of indentation is no part of their value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.normalize.literals import rest
from codeedit_bench.normalize.parsing import Interval

SQUIGGLY = re.compile(rb"<<~([\"'`]?)([^\"'`\n]+)\1")
PLAIN_HOLE = re.compile(rb"#\{[^{}\"'`<\n]*\}")
UNSURE = re.compile(rb"(?m)^ *\t|^ +$|\\$|#\{")
"""Tabs count up to the next stop, versions differ about lines of blanks, a line that goes on hides where the next
one starts, and code has lines of its own."""


def kept_from(source: bytes, found: Sequence[Interval], error: int) -> list[Interval]:
    """`found` up to the first error of the tree, and all from there on as it is. It may begin earlier, behind the
    first opener whose body the tree does not know."""
    openers = [end for _, end, role in found if role == "opener"]
    bodies = sum(role == "body" for _, _, role in found)
    if len(openers) > bodies:
        begin = openers[bodies]
        return [*(interval for interval in found if interval[1] <= begin), *rest(source, begin)]
    # Ruby's `=begin` is a comment at the start of its line alone.
    return [*found, *rest(source, len(source[:error].rstrip(b" \t")))]


def with_values(source: bytes, found: Sequence[Interval]) -> list[Interval]:
    """`found` with the heredocs that lose their indentation marked as `dedented`, and without their openers.

    The bodies follow each other as the openers do. Where these do not fit, or a body has code of several lines, it
    stays verbatim. A label with a blank behind it ends a body to the tree, and is a line of the body to Ruby: all
    from that body on is kept.
    """
    for start, end, role in found:
        if role == "body" and source[end - 1 : end].isspace():
            known = [interval for interval in found if interval[1] <= start]
            return [*with_values(source, known), *rest(source, start)]
    openers = [interval for interval in found if interval[2] == "opener"]
    bodies = [interval for interval in found if interval[2] == "body"]
    squiggly: set[int] = set()
    if len(openers) == len(bodies):
        for (start, end, _), (first, last, _) in zip(openers, bodies, strict=True):
            opener, body = SQUIGGLY.fullmatch(source, start, end), source[first:last]
            fits = opener is not None and body.rpartition(b"\n")[2].strip(b" \t") == opener.group(2)
            if fits and not UNSURE.search(PLAIN_HOLE.sub(b"", body)):
                squiggly.add(first)
    kept: list[Interval] = []
    covered = 0
    for start, end, role in found:
        if role == "body":
            kept.append((start, end, "dedented" if start in squiggly else "verbatim"))
            covered = end if start in squiggly else covered
        elif role != "opener" and start >= covered:
            kept.append((start, end, role))
    return kept


def dedented(body: bytes) -> bytes:
    """From the line end before the first line to the label; empty lines set no measure."""
    head, *lines, label = body.split(b"\n")
    widths = [len(line) - len(line.lstrip(b" ")) for line in lines if line]
    if not widths:
        return body
    return b"\n".join([head, *(line[min(widths) :] for line in lines), label.lstrip(b" \t")])
