"""Long runs of the real product under troubles and hostile input: `python -m tests.soak --help`."""
