"""Chunks of commits: planned, mined in parallel, kept on disk."""
