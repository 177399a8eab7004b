"""Models: where they are, how they are loaded, and what memory a run of them needs."""
