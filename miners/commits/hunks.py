"""What changed between two texts, by libgit2's diff in memory: no repository, no attributes, no configuration."""

from __future__ import annotations

from miners.commits.edits import Hunk


def changed_hunks(old: bytes, new: bytes) -> list[Hunk]:
    """Hunks without context; those with at most one unchanged line between them are joined."""
    import pygit2

    found: list[Hunk] = []
    for hunk in pygit2.Patch.create_from(old, new, context_lines=0, interhunk_lines=0).hunks:
        old_start = hunk.old_start - (hunk.old_lines > 0)
        new_start = hunk.new_start - (hunk.new_lines > 0)
        old_end, new_end = old_start + hunk.old_lines, new_start + hunk.new_lines
        if found and old_start - found[-1].old_end <= 1:
            found[-1] = Hunk(found[-1].old_start, old_end, found[-1].new_start, new_end)
        else:
            found.append(Hunk(old_start, old_end, new_start, new_end))
    return found
