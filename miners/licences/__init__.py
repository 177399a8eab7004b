"""Which licence holds for a file at a commit."""
