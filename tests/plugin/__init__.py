"""A distribution of one part of each kind, as somebody else would write it, and its wheel."""
