"""Commands for people who evaluate models."""
