"""Real parsers as judges: each tells a digest of a text's program, or `invalid`."""
